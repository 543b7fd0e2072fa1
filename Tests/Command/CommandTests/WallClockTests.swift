import Foundation
import Journal
import TestSupport
import Testing

/// Somebody sets the wall clock while a paced run is under way: nothing may change.
@Suite(.enabled(if: Quench.executable != nil, Quench.missing))
struct WallClockTests {
    /// In place of the system's own: the wall clock jumps by a day at every look at it.
    private static let jumpingClock = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>
        static int looks;
        static time_t jump(void) { return (__atomic_add_fetch(&looks, 1, 0) % 2 ? 1 : -1) * 86400; }
        int clock_gettime(clockid_t clock, struct timespec *time) {
            int result = syscall(SYS_clock_gettime, clock, time);
            if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) time->tv_sec += jump();
            return result;
        }
        int gettimeofday(struct timeval *time, void *zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            time->tv_sec = now.tv_sec;
            time->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        time_t time(time_t *result) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            if (result) *result = now.tv_sec;
            return now.tv_sec;
        }
        """

    /// Ten seconds of signal are 500 hops, all of which fit into the ring: none can be lost.
    @Test func aClockThatJumpsChangesNothing() throws {
        let folder = try TemporaryFolder()
        try folder.writeRecording(seconds: 10)
        try folder.write(Self.jumpingClock, to: "clock.c")
        let built = try Quench.shell("clang -shared -fPIC -o clock.so clock.c", in: folder)
        try #require(built.status == 0, "\(built.errors)")
        let days = try Quench.shell(
            "echo $(( ($(LD_PRELOAD=./clock.so date +%s) - $(date +%s)) / 80000 ))", in: folder)
        #expect(days.output == "1\n", "the clock must jump")
        let replay = "$quench replay good.edf --pace 10x --json --output"
        let steady = try Quench.shell("\(replay) steady", in: folder)
        let jumping = try Quench.shell("LD_PRELOAD=./clock.so \(replay) jumping", in: folder)
        #expect(steady.status == 0 && jumping.status == 0, "\(jumping.errors)")
        #expect(try folder.bytes("steady/stimulation.tsv").count > 200)
        let hashes = try ["steady", "jumping"].map {
            try RunSummary(path: folder.file("\($0)/summary.json")).decisionHash
        }
        #expect(hashes[0] == hashes[1])
        for name in ["events.tsv", "stimulation.tsv"] {
            let (before, after) = try (
                folder.bytes("steady/\(name)"), folder.bytes("jumping/\(name)")
            )
            #expect(before == after, "\(name)")
        }
        // But for the first line, which says when the run began.
        let events = try ["steady", "jumping"].map {
            try JournalReader(path: folder.file("\($0)/journal.jsonl")).events.dropFirst()
        }
        #expect(events[0] == events[1] && events[0].count > 10)
    }
}
