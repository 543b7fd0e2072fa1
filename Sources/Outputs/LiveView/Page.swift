import Report

/// The page's parts, as they stand in the folder `Page` and in the program.
enum Page {
    static let html = PackageResources.view_html
    /// The same for a run that is over: the page's script goes by the class.
    static let htmlOfLeft = Array(
        String(decoding: html, as: UTF8.self)
            .replacing(#"<body class="waiting">"#, with: #"<body class="waiting left">"#).utf8)
    static let style = PackageResources.view_css
    /// One script of several files, in the order in which they need one another.
    static let script = Array(
        [
            ReportScript.axis, PackageResources.history_js, PackageResources.samples_js,
            PackageResources.scene_js, PackageResources.traces_js, PackageResources.overlays_js,
            PackageResources.strips_js, PackageResources.whatif_js, PackageResources.sweeps_js,
            PackageResources.control_js, PackageResources.panels_js, PackageResources.drawings_js,
            PackageResources.markers_js, PackageResources.controls_js, PackageResources.left_js,
            PackageResources.link_js,
        ].joined())
}
