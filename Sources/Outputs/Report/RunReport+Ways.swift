import Journal

/// The ways between a report's parts: the run, its episodes, its bursts.
extension RunReport {
    /// Hops joined into one value of the traces' data, so that it stays within some two million characters.
    var hopsPerValue: Int {
        EpisodePicture.hopsPerValue(
            episodes.prefix(Self.pictureCountMax) + missed, valueCountMax: valueCountMax)
    }

    /// Where the table has the burst of an index; empty where it has it not.
    package static func anchor(ofBurst index: Int) -> String {
        index < rowCountMax ? "burst-\(index + 1)" : ""
    }

    /// Where the page has the picture of an episode by its number, from 1 on; empty where it has none.
    package static func anchor(ofEpisode number: Int) -> String {
        (1...pictureCountMax).contains(number) ? "episode-\(number)" : ""
    }

    /// Which burst it was, and the way to it in the picture of its episode.
    func numberCell(_ burst: Burst) -> String {
        let number = "\(burst.episode).\(burst.therapy).\(burst.number)"
        let isDrawn = burst.episode <= min(episodes.count, Self.pictureCountMax)
        let anchor = isDrawn ? Self.anchor(ofEpisode: burst.episode) : ""
        return anchor.isEmpty
            ? HTML.number(number) : HTML.link(number, to: anchor, at: burst.onsetSeconds)
    }

    /// From a picture back to the run, and on to its bursts.
    func writeWays(from picture: EpisodePicture, _ page: inout HTML) {
        page.raw(#"<nav class="note">"#)
        if overview != nil { page.raw(##"<a href="#overview">whole run</a> "##) }
        let first = bursts.firstIndex { $0.episode == picture.number }
        if !picture.isMissed, let anchor = first.map(Self.anchor(ofBurst:)), !anchor.isEmpty {
            page.raw(##"<a href="#\##(anchor)">bursts</a>"##)
        }
        page.raw("</nav>")
    }
}
