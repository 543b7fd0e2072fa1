import NIOHTTP1

/// What a request gets.
struct ViewAnswer {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: [UInt8]

    /// Nothing is loaded from elsewhere, nothing is run that is not the page's own script, and no other
    /// page can frame this one.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    init(to head: HTTPRequestHead, _ hub: ViewHub, _ access: ViewAccess) {
        guard access.admitsHost(head.headers) else {
            self.init(.forbidden, text: "Host: not a name or address of this view\n")
            return
        }
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0]
        let query = parts.dropFirst().first ?? ""
        guard access.admitsOrigin(head.headers, isNeeded: path == LiveView.path) else {
            self.init(.forbidden, text: "Origin: not the page of this view\n")
            return
        }
        guard [.GET, .HEAD].contains(head.method) else {
            self.init(.methodNotAllowed, text: "GET only\n", with: [("Allow", "GET, HEAD")])
            return
        }
        let cookie = access.cookie(for: head)
        guard cookie != nil || access.knows(head) else {
            self.init(
                .unauthorized, text: "Open /?token=... with the token that was given to the run\n")
            return
        }
        let cookies = cookie.map { [("Set-Cookie", $0)] } ?? []
        switch path {
        case "/": self.init(.ok, Page.html, "text/html; charset=utf-8", with: cookies)
        case "/view.js": self.init(.ok, Page.script, "text/javascript; charset=utf-8")
        case "/view.css": self.init(.ok, Page.style, "text/css; charset=utf-8")
        case "/metrics": self.init(.ok, Array(hub.metrics().utf8), Metrics.contentType)
        case LiveView.whatIfPath, LiveView.settingsPath:
            switch hub.whatIf(query: query, isFile: path == LiveView.settingsPath) {
            case .json(let text): self.init(.ok, Array(text.utf8), "application/json")
            case .file(let text):
                self.init(
                    .ok, Array(text.utf8), "application/yaml",
                    with: [("Content-Disposition", "attachment; filename=\"settings.yaml\"")])
            case .wrong(let problem): self.init(.badRequest, text: problem + "\n")
            case .none: self.init(.notFound, text: "No samples are kept\n")
            }
        case LiveView.countsPath:
            switch hub.counts(query: query) {
            case .none: self.init(.notFound, text: "No samples are kept\n")
            case .wrong:
                self.init(.badRequest, text: "from=FRAME&to=FRAME&step=FRAMES&channels=0,1\n")
            case .message(let message):
                self.init(.ok, Array(message.readableBytesView), "application/octet-stream")
            }
        case LiveView.path, LiveView.placePath:
            guard hub.hasPlace else {
                self.init(
                    .serviceUnavailable, text: "\(ViewLimits.viewersMax) pages look on already\n")
                return
            }
            let isSocket = path == LiveView.path
            self.init(
                isSocket ? .upgradeRequired : .ok,
                text: isSocket ? "A WebSocket\n" : "There is a place\n")
        default: self.init(.notFound, text: "Not here\n")
        }
    }

    private init(
        _ status: HTTPResponseStatus, text: String, with others: [(String, String)] = []
    ) {
        self.init(status, Array(text.utf8), "text/plain; charset=utf-8", with: others)
    }

    private init(
        _ status: HTTPResponseStatus, _ body: [UInt8], _ type: String,
        with others: [(String, String)] = []
    ) {
        self.status = status
        self.body = body
        headers = HTTPHeaders(
            [
                ("Content-Type", type), ("Content-Length", "\(body.count)"),
                ("Content-Security-Policy", Self.policy), ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
                ("Cross-Origin-Resource-Policy", "same-origin"), ("Cache-Control", "no-store"),
                ("Connection", "close"),
            ] + others)
    }
}
