/// What a page's script is made of, as it lies in the folder `Page` and in the program.
package enum ReportScript {
    /// Steps, axes and readings, which the live view's page has too.
    package static let axis = PackageResources.axis_js

    /// The script of `report.html`.
    static let text = String(
        decoding: axis + PackageResources.curves_js + PackageResources.parts_js
            + PackageResources.report_js, as: UTF8.self)
}
