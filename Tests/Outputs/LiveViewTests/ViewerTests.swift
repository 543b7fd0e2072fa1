import Foundation
import NIOCore
import NIOPosix
import Pipeline
import Synchronization
import Testing

@testable import LiveView

/// Whoever looks on, and however slowly, the loop decides the same and waits for nobody.
@Suite struct ViewerTests {
    @Test func theHashIsTheSameWithAndWithoutViewers() throws {
        let run = try GeneratedRun()
        let alone = try run.run()
        let view = try LiveView(.init(port: 0))
        var clients = Clients()
        for _ in 0..<3 { clients.add(try view.viewer(receiveBytes: 4_096)) }
        view.begin(run.subject)
        let shown = try run.run { view.show(ViewedHop($0)) }
        view.close()
        clients.closeAll()
        #expect(shown.decisionHash == alone.decisionHash)
        #expect(shown.telemetryLost == 0)
    }

    /// A limit only where there is a deadline: at the pace of real time.
    @Test(arguments: [
        (Pace.unpaced, nil, false), (.speed(.init(1)), 1, true),
        (.speed(.init(1, 50)), 0.02, false),
    ])
    func deadlinesAreThoseOfTheRun(pace: Pace, speed: Double?, hasDeadline: Bool) throws {
        var subject = try GeneratedRun().subject
        subject.pace = pace
        let line = Data(subject.json.line.utf8)
        let told = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        #expect(told["speed"] as? Double == speed)
        #expect(told["budgetMilliseconds"] as? Double == (hasDeadline ? 100 : nil))
        #expect((told["computeLimitMilliseconds"] is Double) == hasDeadline)
    }

    @Test func everyRunHasAnIdOfItsOwn() throws {
        let run = try GeneratedRun()
        let subject = run.subject
        let copy = subject
        #expect(copy.id == subject.id && run.subject.id != subject.id)
    }

    /// However long that takes.
    @Test func aPageMayWaitForARunToBegin() throws {
        let clock = Mutex(0.0)
        let hub = ViewHub { clock.withLock { $0 } }
        let group = MultiThreadedEventLoopGroup.singleton
        let page = try DatagramBootstrap(group: group).bind(host: "127.0.0.1", port: 0).wait()
        #expect(hub.enter() && hub.takePlace(page))
        hub.tell(page)
        for seconds in [ViewLimits.stallSeconds + 1, 3 * ViewLimits.stallSeconds] {
            clock.withLock { $0 = seconds }
            hub.tick()
        }
        // A tick that closes it does so on its thread.
        try page.eventLoop.submit {}.wait()
        #expect(page.isActive)
        try page.close().wait()
    }

    @Test func aViewerSeesTheRunToItsEnd() throws {
        let run = try GeneratedRun()
        let view = try LiveView(.init(port: 0))
        let client = try view.viewer()
        view.begin(run.subject)
        var count = 0
        try run.run { report in
            view.show(ViewedHop(report))
            if !report.record.isLast { count += 1 }
        }
        let subject = try Message(try client.receiveMessage())
        #expect(subject.kind == 1)
        let rowBytes = try #require(subject.json["rowBytes"] as? Int)
        var seen = Set<Int>()
        while seen.count < count {
            seen.formUnion(try Message(try client.receiveMessage()).numbers(rowBytes: rowBytes))
        }
        #expect(seen == Set(0..<count))
        view.close()
        var isOver = false
        while !isOver {
            let status = try Message(try client.receiveMessage()).json["status"]
            isOver = (status as? [String: Any])?["isOver"] as? Bool ?? false
        }
        #expect(client.receiveAll().count < 1 << 16)
    }

    /// What waits for one that never reads stays below a picture and what the system keeps, whatever
    /// comes; the others go on.
    @Test func aViewerThatNeverReadsHoldsUpNobody() throws {
        let run = try GeneratedRun(channels: 128, seconds: 4)
        let hops = try run.hops().filter { !$0.report.record.isLast }
        let view = try LiveView(.init(port: 0))
        let asleep = try view.viewer(receiveBytes: 4_096)
        let awake = try view.viewer()
        view.begin(run.subject)
        let rowBytes = HopRows(run.subject).byteCount
        _ = try awake.receiveMessage()
        // 24 MiB, in pieces that the one awake has seen before the next.
        var sent = 0
        var seen = -1
        while sent * rowBytes < 24 << 20 {
            for _ in 0..<500 {
                view.show(hops[sent % hops.count])
                sent += 1
            }
            while seen < sent - 1 {
                let message = try Message(try awake.receiveMessage())
                seen = max(seen, message.numbers(rowBytes: rowBytes).max() ?? seen)
            }
        }
        view.close()
        // Through a narrow window it would take a minute.
        asleep.keep(bytes: 1 << 20)
        #expect(asleep.receiveAll().count < 12 << 20)
    }
}
