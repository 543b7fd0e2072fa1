import Acquisition
import Foundation
import Journal
import Stimulation

/// What a run's clips hear of it at once.
struct ClipBatch: Sendable {
    /// In the order of their frames.
    var notes: [ClipNote] = []
    /// That were issued.
    var pulses: [Pulse] = []
    /// How far the loop came.
    var endFrame: Int64 = 0

    mutating func append(_ other: ClipBatch) {
        notes += other.notes
        pulses += other.pulses
        endFrame = max(endFrame, other.endFrame)
    }
}

/// What became of a clip.
enum ClipNews: Sendable {
    case saved(ClipList.Clip)
    case removed(ClipList.Clip)
    case leftOut(reason: String, onsetSeconds: Double)
    /// So many that were over could not be written.
    case lost(Int)
    /// There are no more clips.
    case failed(String)
}

/// Where the frames of clips come from, and how they get into files.
protocol ClipMaker: AnyObject {
    /// Takes what happened.
    func take(_ batch: ClipBatch) throws

    /// Ends with the run.
    func close(at frame: Int64) throws

    /// Hands over what became complete, also after an error.
    func takeFinished() -> [FinishedClip]

    /// Nothing more is made; of what still comes only the clips are counted.
    func abandon()

    /// Clips that are over, made or not.
    var clipsOver: Int { get }
}

/// A clip whose file is complete.
struct FinishedClip {
    var clip: Clip
    /// Of the run.
    var firstFrame: Int64
    var frames: Int64
    /// Where the file is, if not in its place.
    var stagedPath: String?
    /// What is said of the channels beside it; a name.
    var sideName: String?
}

/// Makes a run's clips and lists them. A problem with a file ends the clips, not the run.
final class ClipWorker {
    private let maker: any ClipMaker
    private var list: ClipList
    /// The run's.
    private let folder: String
    private let rateHertz: Double
    private var hasFailed = false
    /// Clips of which it was told what became of them, or that had no frame.
    private var clipsTold = 0

    init(_ maker: any ClipMaker, _ list: ClipList, in folder: String, rateHertz: Double) {
        self.maker = maker
        self.list = list
        self.folder = folder
        self.rateHertz = rateHertz
    }

    func take(_ batch: ClipBatch) -> [ClipNews] { place { try maker.take(batch) } }

    func close(at frame: Int64) -> [ClipNews] { place { try maker.close(at: frame) } }

    private func place(_ make: () throws -> Void) -> [ClipNews] {
        guard !hasFailed else {
            try? make()
            return lost()
        }
        var news: [ClipNews] = []
        var problem: (any Error)?
        do { try make() } catch { problem = error }
        do {
            for finished in maker.takeFinished() { try place(finished, &news) }
        } catch { problem = problem ?? error }
        guard let problem else { return news }
        hasFailed = true
        maker.abandon()
        return news + [.failed("\(problem)")] + lost()
    }

    private func lost() -> [ClipNews] {
        let lost = maker.clipsOver - clipsTold
        clipsTold += lost
        return lost > 0 ? [.lost(lost)] : []
    }

    private func place(_ finished: FinishedClip, _ news: inout [ClipNews]) throws {
        let clip = listed(finished)
        guard list.room != .full else {
            let names = [clip.file, clip.sideFile].compactMap(\.self).map { "\(folder)/\($0)" }
            let paths = finished.stagedPath.map { [$0] } ?? names
            for path in paths { try? FileManager.default.removeItem(atPath: path) }
            news.append(.leftOut(reason: clip.reason, onsetSeconds: clip.onsetSeconds))
            clipsTold = finished.clip.number
            return
        }
        let removed = try list.add(clip, stagedAt: finished.stagedPath)
        clipsTold = finished.clip.number
        if let removed { news.append(.removed(removed)) }
        news.append(.saved(clip))
    }

    private func listed(_ finished: FinishedClip) -> ClipList.Clip {
        let clip = finished.clip
        let end = max(finished.firstFrame, clip.frames.upperBound)
        return ClipList.Clip(
            file: "\(ClipList.folderName)/\(clip.name).edf",
            sideFile: finished.sideName.map { "\(ClipList.folderName)/\($0)" },
            reason: clip.causes.joined(separator: ", "),
            onsetSeconds: Double(clip.onsetFrame) / rateHertz,
            durationSeconds: Double(end - finished.firstFrame) / rateHertz,
            firstFrame: finished.firstFrame, frames: finished.frames,
            ending: clip.ending.rawValue, isAnnotated: clip.isAnnotated)
    }
}
