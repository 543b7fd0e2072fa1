import Detection
import Journal
import NIOCore
import NIOWebSocket
import Pipeline
import Realtime
import Synchronization

/// Where a run and those who look on meet. The run leaves copies of its hops and never waits; the
/// server's one thread takes them, and tells each viewer that can take more.
final class ViewHub: Sendable {
    private struct Inbox {
        var hops: [ViewedHop] = []
        var notShown = 0
        var subject: ViewSubject?
        var isOver = false
    }

    private struct Viewer {
        let channel: any Channel
        /// Until its connection is a socket it has a place and is told nothing.
        var isOn = false
        var place = ViewerPlace()
        var toldSeconds = 0.0
        var writableSeconds = 0.0
    }

    private struct Room {
        var messages: ViewMessages?
        var viewers: [ObjectIdentifier: Viewer] = [:]
        var connections = 0
        var notShown = 0
        var isOver = false
        var arrivedSeconds = 0.0

        var viewerCount: Int { viewers.values.count(where: \.isOn) }
    }

    private let inbox = Mutex(Inbox())
    /// The server's thread alone comes here.
    private let room = Mutex(Room())
    private let seconds: @Sendable () -> Double
    let markers: MarkerBox
    let control: ControlDesk
    let samples: SampleDesk
    /// A run that is over, shown in place of one that goes on.
    let left: LeftView?

    /// - Parameter seconds: a clock that runs on.
    init(left: LeftView? = nil, seconds: @escaping @Sendable () -> Double) {
        self.left = left
        self.seconds = seconds
        markers = MarkerBox(seconds: seconds)
        control = ControlDesk(seconds: seconds)
        samples = SampleDesk(seconds: seconds)
    }

    // MARK: The run's side

    func begin(_ subject: ViewSubject) {
        control.open(subject.control)
        if subject.takesMarkers { markers.open(at: subject.firstFrame) }
        samples.begin(subject)
        inbox.withLock { $0.subject = subject }
    }

    /// Takes a copy. Waits for nobody but a swap of two arrays.
    func put(_ hop: ViewedHop) {
        samples.put(hop.report.record)
        if hop.events.contains(where: { $0.kind == .journalFailed }) { markers.close() }
        inbox.withLock { inbox in
            let bytes = hop.report.groups.count * MemoryLayout<GroupReading>.stride
            guard inbox.hops.count < ViewLimits.hopsWaitingMax,
                inbox.hops.count * bytes < ViewLimits.hopsWaitingBytesMax
            else {
                inbox.notShown += 1
                return
            }
            inbox.hops.append(hop)
        }
    }

    func end() {
        samples.end()
        inbox.withLock { $0.isOver = true }
    }

    // MARK: The server's side

    /// Whether one more may connect; `leave` when it has gone.
    func enter() -> Bool {
        room.withLock { room in
            guard room.connections < ViewLimits.connectionsMax else { return false }
            room.connections += 1
            return true
        }
    }

    /// A connection has gone, and with it its place among those who look on.
    func leave(_ channel: any Channel) {
        room.withLock { room in
            room.connections -= 1
            room.viewers[ObjectIdentifier(channel)] = nil
        }
    }

    var hasPlace: Bool { room.withLock { $0.viewers.count < ViewLimits.viewersMax } }

    /// Takes a place for a connection that is to look on, until it leaves; false where there is none.
    func takePlace(_ channel: any Channel) -> Bool {
        let now = seconds()
        return room.withLock { room in
            guard room.viewers.count < ViewLimits.viewersMax else { return false }
            room.viewers[ObjectIdentifier(channel)] = Viewer(
                channel: channel, writableSeconds: now)
            return true
        }
    }

    /// The connection that has a place looks on from now.
    func tell(_ channel: any Channel) {
        room.withLock { $0.viewers[ObjectIdentifier(channel)]?.isOn = true }
    }

    /// `/metrics`.
    func metrics() -> String {
        catchUp(at: seconds())
        return room.withLock { room in
            Metrics(
                room.messages?.soFar, viewers: room.viewerCount, notShown: room.notShown
            ).text
        }
    }

    /// Takes what has arrived and tells those who can take it.
    func tick() {
        let now = seconds()
        catchUp(at: now)
        // Outside the lock: a write can close a channel, and that comes back here.
        for (channel, messages) in due(at: now) {
            for message in messages {
                channel.write(
                    WebSocketFrame(fin: true, opcode: .binary, data: message), promise: nil)
            }
            channel.flush()
        }
        for channel in stalled(at: now) { channel.close(promise: nil) }
    }

    private func catchUp(at now: Double) {
        let arrived = inbox.withLock { inbox in
            defer { inbox = Inbox() }
            return inbox
        }
        room.withLock { room in
            if let subject = arrived.subject {
                room.messages = ViewMessages(subject)
                room.arrivedSeconds = now
                for viewer in room.viewers.keys { room.viewers[viewer]?.place = ViewerPlace() }
            }
            if !arrived.hops.isEmpty { room.arrivedSeconds = now }
            for hop in arrived.hops { room.messages?.take(hop) }
            room.notShown += arrived.notShown
            room.isOver = room.isOver || arrived.isOver
        }
    }

    private func due(at now: Double) -> [(any Channel, [ByteBuffer])] {
        room.withLock { room in
            for (key, viewer) in room.viewers where viewer.channel.isWritable {
                room.viewers[key]?.writableSeconds = now
            }
            guard room.messages != nil, !room.viewers.isEmpty else { return [] }
            let viewerCount = room.viewerCount
            let samples = samples.json(room.messages?.subject)
            room.messages?.refresh(
                age: now - room.arrivedSeconds, isOver: room.isOver, notShown: room.notShown,
                viewers: viewerCount, samples: samples)
            return room.viewers.keys.compactMap { key in
                guard let messages = room.messages, var viewer = room.viewers[key], viewer.isOn,
                    viewer.channel.isWritable
                else { return nil }
                let isDue =
                    messages.isNew(to: viewer.place) || room.isOver
                    || now - viewer.toldSeconds >= ViewLimits.quietSeconds
                var told: [ByteBuffer] = []
                if isDue {
                    told = messages.messages(for: &viewer.place)
                    viewer.toldSeconds = now
                }
                room.viewers[key] = viewer
                return told.isEmpty ? nil : (viewer.channel, told)
            }
        }
    }

    private func stalled(at now: Double) -> [any Channel] {
        room.withLock { room in
            room.viewers.values.filter { now - $0.writableSeconds > ViewLimits.stallSeconds }
                .map(\.channel)
        }
    }
}
