import Foundation
import Journal
import NIOCore
import Pipeline
import Testing

@testable import LiveView

/// What the page is told, as bytes.
@Suite struct MessageTests {
    @Test func aRowHoldsWhatTheHopShowed() throws {
        let run = try GeneratedRun(channels: 5)
        let rows = HopRows(run.subject)
        #expect(rows.byteCount % 8 == 0)
        let hops = try run.hops().filter { !$0.report.record.isLast }
        var seenVotes = false
        for (number, hop) in hops.enumerated() {
            var buffer = ByteBuffer()
            rows.write(hop, number: number, to: &buffer)
            #expect(buffer.readableBytes == rows.byteCount)
            let decision = hop.report.record.decision
            let seconds = try #require(
                buffer.getInteger(at: 0, endianness: .little, as: UInt64.self))
            #expect(Double(bitPattern: seconds) == Double(decision.endFrame) / 200)
            #expect(
                buffer.getInteger(at: 8, endianness: .little, as: UInt32.self) == UInt32(number))
            #expect(buffer.getInteger(at: 12, as: UInt8.self) == decision.state.rawValue)
            let flags = try #require(buffer.getInteger(at: 13, as: UInt8.self))
            #expect((flags & 1 != 0) == decision.isMeasured)
            #expect((flags & 2 != 0) == decision.isPositive)
            #expect(buffer.getInteger(at: 15, as: UInt8.self) == UInt8(hop.report.pulses.count))
            for channel in 0..<5 {
                let reading = hop.report.reading(ofChannel: channel)
                let low = buffer.getInteger(
                    at: 32 + 2 * channel, endianness: .little, as: Int16.self)
                let high = buffer.getInteger(
                    at: 42 + 2 * channel, endianness: .little, as: Int16.self)
                #expect(low == reading.lowestCount && high == reading.highestCount)
                let place = 52 + 10 * rows.scales.count + channel
                let votes = try #require(buffer.getInteger(at: place, as: UInt8.self))
                #expect(votes & 7 == reading.votes && (votes & 128 != 0) == (reading.faults != 0))
                for (index, scale) in rows.scales.enumerated() where votes >> index & 1 != 0 {
                    seenVotes = true
                    let share = try #require(
                        buffer.getInteger(
                            at: 52 + 10 * index + 2 * channel, endianness: .little, as: UInt16.self)
                    )
                    // The trends have learned from the hop since it voted.
                    #expect(Double(share) / HopRows.unitOfFeatures > 0.9, "\(scale.unit)")
                }
            }
        }
        #expect(seenVotes)
    }

    @Test func aViewerGetsTheRunAndThenWhatIsNew() throws {
        let run = try GeneratedRun()
        var messages = ViewMessages(run.subject)
        let hops = try run.hops()
        for hop in hops.prefix(200) { messages.take(hop) }
        messages.refresh(age: 0.25, isOver: false, notShown: 3, viewers: 1)
        var place = ViewerPlace()
        let first = try messages.messages(for: &place).map(Message.init)
        #expect(first.map(\.kind) == [1, 2] && first.allSatisfy { $0.version == 1 })
        #expect(first[0].json["title"] as? String == "a <b>run</b>")
        #expect(first[0].json["channels"] as? [String] == ["G1", "G2", "G3", "G4"])
        let rowBytes = try #require(first[0].json["rowBytes"] as? Int)
        #expect(first[1].numbers(rowBytes: rowBytes) == Array(0..<200))
        let status = try #require(first[1].json["status"] as? [String: Any])
        #expect(status["age"] as? Double == 0.25 && status["notShown"] as? Int == 3)
        #expect(!messages.isNew(to: place))
        for hop in hops[200..<205] { messages.take(hop) }
        #expect(messages.isNew(to: place))
        let next = try messages.messages(for: &place).map(Message.init)
        #expect(next.map(\.kind) == [2])
        #expect(next[0].numbers(rowBytes: rowBytes) == Array(200..<205))
    }

    @Test func theNewestComesFirstAndTheOlderFollow() throws {
        let run = try GeneratedRun(channels: 128, seconds: 6)
        var messages = ViewMessages(run.subject)
        let hops = try run.hops().filter { !$0.report.record.isLast }
        let rowBytes = messages.history.rowBytes
        let enough = 2 * ViewMessages.newestBytesMax / rowBytes
        for index in 0..<enough { messages.take(hops[index % hops.count]) }
        messages.refresh(age: 0, isOver: false, notShown: 0, viewers: 1)
        var place = ViewerPlace()
        var seen = Set<Int>()
        var newest: [Int] = []
        for _ in 0..<100 where place.nextRow == 0 || place.oldestRow > messages.history.first {
            for message in messages.messages(for: &place) {
                let message = try Message(message)
                #expect(
                    message.rows.count
                        <= ViewMessages.newestBytesMax + ViewMessages.olderBytesMax)
                let numbers = message.numbers(rowBytes: rowBytes)
                #expect(seen.isDisjoint(with: numbers))
                seen.formUnion(numbers)
                if newest.isEmpty { newest = numbers }
            }
        }
        #expect(newest.contains(enough - 1) && !newest.contains(0))
        #expect(seen == Set(messages.history.first..<enough))
    }

    /// Whoever was slow gets the newest, not all that came meanwhile.
    @Test func aSlowViewerGetsNoMoreThanAPicture() throws {
        let run = try GeneratedRun(channels: 128, seconds: 4)
        var messages = ViewMessages(run.subject)
        let hops = try run.hops().filter { !$0.report.record.isLast }
        messages.take(hops[0])
        var place = ViewerPlace()
        _ = messages.messages(for: &place)
        let count = 4 * ViewMessages.newestBytesMax / messages.history.rowBytes
        for index in 0..<count { messages.take(hops[index % hops.count]) }
        let told = messages.messages(for: &place)
        #expect(told.count == 1)
        let picture = try Message(told[0])
        #expect(picture.rows.count <= ViewMessages.newestBytesMax + ViewMessages.olderBytesMax)
        let numbers = picture.numbers(rowBytes: messages.history.rowBytes)
        #expect(numbers.contains(count) && !numbers.contains(1))
    }

    @Test func theHistoryIsBounded() throws {
        let run = try GeneratedRun(channels: 128, seconds: 4)
        var history = HopHistory(run.subject)
        let hops = try run.hops().filter { !$0.report.record.isLast }
        let most = HopHistory.rowCount(for: run.subject)
        for index in 0..<most + 1_000 { history.append(hops[index % hops.count]) }
        #expect(history.count == most + 1_000)
        #expect((history.count - history.first) * history.rowBytes <= HopHistory.bytesMax + 1 << 20)
        var buffer = ByteBuffer()
        history.write(0..<history.count, to: &buffer)
        #expect(buffer.readableBytes == (history.count - history.first) * history.rowBytes)
        #expect(
            buffer.getInteger(at: 8, endianness: .little, as: UInt32.self)
                == UInt32(history.first))
    }

    @Test func eventsAndRefusalsAreTold() throws {
        let run = try GeneratedRun()
        var messages = ViewMessages(run.subject)
        var hops = try run.hops()
        let onset = try #require(
            hops.firstIndex { $0.report.record.decision.change == .onset })
        hops[onset].events = [
            .init(
                frame: 1, timeSeconds: 12.5, kind: .therapyRefused,
                fields: [.init("reason", .text("<img src=x>"))])
        ]
        for hop in hops { messages.take(hop) }
        messages.refresh(age: 0, isOver: true, notShown: 0, viewers: 0)
        var place = ViewerPlace()
        let picture = try Message(try #require(messages.messages(for: &place).last))
        let events = try #require(picture.json["events"] as? [[Any]])
        #expect(events.count == 1 && events[0][0] as? Double == 12.5)
        #expect(events[0][2] as? String == "therapy refused: <img src=x>")
        let status = try #require(picture.json["status"] as? [String: Any])
        let told = try #require(status["run"] as? [String: Any])
        #expect(told["episodes"] as? Int == 1)
        let stimulation = try #require(told["stimulation"] as? [String: Any])
        let limits = try #require(stimulation["limits"] as? [[Any]])
        let charge = try #require(limits.first { $0[0] as? String == "charge, day" })
        let issued = hops.reduce(0) {
            $0 + $1.report.pulses.reduce(0) { $0 + $1.firstPhasePicocoulombs }
        }
        #expect(issued > 0 && charge[1] as? Double == Double(issued) / 1e6)
        let pulses = try #require(picture.json["pulses"] as? [[Double]])
        #expect(pulses.count == hops.reduce(0) { $0 + $1.report.pulses.count })
        let first = try #require(hops.flatMap(\.report.pulses).first)
        #expect(pulses[0][0] == Double(first.startMicroseconds) / 1e6)
        // What is told again after a lost connection has its number again.
        #expect(picture.json["firstEvent"] as? Int == 0)
        #expect(picture.json["firstPulse"] as? Int == 0)
        let next = try Message(try #require(messages.messages(for: &place).last))
        #expect(next.json["firstEvent"] as? Int == 1)
        #expect(next.json["firstPulse"] as? Int == pulses.count)
        #expect(next.json["rowCount"] as? Int == messages.history.count)
    }
}
