/// Why a study cannot be planned, run or collected, and what to do about it, in one line.
package struct CohortError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
