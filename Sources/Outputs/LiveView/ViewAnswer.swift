import Journal
import NIOHTTP1

/// What a request gets; thrown where it needs no more of it.
struct ViewAnswer: Error {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: [UInt8]
    /// The body stays here: only what it would be is told.
    private(set) var isHeadOnly = false

    /// Nothing is loaded from elsewhere, nothing is run that is not the page's own script, and no other
    /// page can frame this one.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// Whether a request is one that has a body to be read.
    static func isPost(_ head: HTTPRequestHead) -> Bool {
        head.method == .POST && isForPosts(head)
    }

    private static func isForPosts(_ head: HTTPRequestHead) -> Bool {
        [LiveView.markersPath, LiveView.controlPath].contains { $0 == path(of: head) }
    }

    /// Whether files are read for the answer, or a loop is planned.
    static func takesLong(_ head: HTTPRequestHead) -> Bool {
        [
            LiveView.countsPath, LiveView.whatIfPath, LiveView.settingsPath, LiveView.modelPath,
            LeftView.spanPath,
        ].contains { $0 == path(of: head) }
    }

    static func path(of head: HTTPRequestHead) -> Substring {
        head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
    }

    private static func query(of head: HTTPRequestHead) -> Substring {
        let parts = head.uri.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.dropFirst().first ?? ""
    }

    /// Why who asks gets nothing; nil where it may ask.
    static func refusal(of head: HTTPRequestHead, _ access: ViewAccess) -> ViewAnswer? {
        guard access.admitsHost(head.headers) else {
            return ViewAnswer(.forbidden, text: "Host: not a name or address of this view\n")
        }
        let isFromPage = path(of: head) == LiveView.path
        guard access.admitsOrigin(head.headers, isNeeded: isFromPage),
            head.method != .POST || access.admitsSite(head.headers)
        else {
            return ViewAnswer(.forbidden, text: "Origin: not the page of this view\n")
        }
        let methods: [HTTPMethod] = isForPosts(head) ? [.POST] : [.GET, .HEAD]
        guard methods.contains(head.method) else {
            let allowed = methods.map(\.rawValue).joined(separator: ", ")
            return ViewAnswer(
                .methodNotAllowed, text: "\(allowed) only\n", with: [("Allow", allowed)])
        }
        guard access.cookie(for: head) != nil || access.knows(head) else {
            return ViewAnswer(
                .unauthorized, text: "Open /?token=... with the token that was given to the run\n")
        }
        return nil
    }

    init(to head: HTTPRequestHead, _ hub: ViewHub, _ access: ViewAccess) {
        self = Self.refusal(of: head, access) ?? Self(toAdmitted: head, hub, access)
        isHeadOnly = head.method == .HEAD
    }

    private init(toAdmitted head: HTTPRequestHead, _ hub: ViewHub, _ access: ViewAccess) {
        let cookies = access.cookie(for: head).map { [("Set-Cookie", $0)] } ?? []
        let path = Self.path(of: head)
        let query = Self.query(of: head)
        if let left = hub.left, let answer = Self.answer(path, query: query, left, cookies) {
            self = answer
            return
        }
        switch path {
        case "/": self.init(.ok, Page.html, "text/html; charset=utf-8", with: cookies)
        case "/view.js": self.init(.ok, Page.script, "text/javascript; charset=utf-8")
        case "/view.css": self.init(.ok, Page.style, "text/css; charset=utf-8")
        case "/metrics": self.init(.ok, Array(hub.metrics().utf8), Metrics.contentType)
        case LiveView.whatIfPath, LiveView.settingsPath, LiveView.modelPath:
            switch hub.samples.whatIf(path: path, query: query) {
            case .json(let text): self.init(.ok, Array(text.utf8), "application/json")
            case .file(let text):
                let isModel = path == LiveView.modelPath
                let name = isModel ? "model.json" : "settings.yaml"
                self.init(
                    .ok, Array(text.utf8), isModel ? "application/json" : "application/yaml",
                    with: [("Content-Disposition", "attachment; filename=\"\(name)\"")])
            case .wrong(let problem): self.init(.badRequest, text: problem + "\n")
            case .none: self.init(.notFound, text: "No samples are kept\n")
            }
        case LiveView.countsPath:
            switch hub.samples.counts(query: query) {
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

    static var tooMany: ViewAnswer {
        ViewAnswer(
            .tooManyRequests, text: "At most \(Int(ViewLimits.postsPerSecond)) a second\n",
            with: [("Retry-After", "1")])
    }

    init(_ status: HTTPResponseStatus, json: JSONValue) {
        self.init(status, Array((json.line + "\n").utf8), "application/json")
    }

    /// What is other where the run is over; nil for what is the same.
    private static func answer(
        _ path: Substring, query: Substring, _ left: LeftView, _ cookies: [(String, String)]
    ) -> ViewAnswer? {
        let binary = "application/octet-stream"
        switch path {
        case "/": return .init(.ok, Page.htmlOfLeft, "text/html; charset=utf-8", with: cookies)
        case LeftView.subjectPath:
            return .init(.ok, Array(left.subjectMessage.readableBytesView), binary)
        case LeftView.spanPath:
            switch left.span(query: query) {
            case .success(let message): return .init(.ok, Array(message.readableBytesView), binary)
            case .failure(let error): return .init(.internalServerError, text: "\(error)\n")
            case nil:
                return .init(
                    .badRequest,
                    text: "from=S&to=S, at most \(Int(LeftView.secondsMax)) s apart\n")
            }
        case LiveView.path, LiveView.placePath: return .init(.notFound, text: "Not here\n")
        default: return nil
        }
    }

    init(
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
