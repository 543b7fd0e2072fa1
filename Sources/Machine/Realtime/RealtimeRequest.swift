/// What a run asks of the system so that its threads wake up in time. Nothing of it changes a
/// decision; what is refused only makes late wake-ups more likely, and is told of in a `Grant`.
public struct RealtimeRequest: Sendable, Equatable {
    /// SCHED_FIFO priorities, 1 to 99. The loop's is the higher one: handing a block over is then a
    /// switch from the source to the loop, which comes back when it has decided.
    public var loopPriority = 80
    /// SCHED_FIFO priority of the source's thread, below `loopPriority`.
    public var sourcePriority = 79
    /// The processor that both threads share; nil takes `Processors.realtime`. On one processor the
    /// loop wakes up by a switch instead of an interrupt to a processor that may be asleep. Asked for
    /// only where SCHED_FIFO is granted: without it a shared processor would be a disadvantage.
    public var processor: Int?
    /// How late the kernel may let a timer expire to save power. SCHED_FIFO threads have none anyway.
    public var timerSlackNanoseconds = 1
    /// All pages in memory and staying there.
    public var locksMemory = true
    /// How much of each thread's stack is touched before it starts.
    public var stackBytesTouched = 256 << 10
    /// Keeps processors out of sleep states that take longer to leave, by way of
    /// /dev/cpu_dma_latency, as cyclictest does. 0 is the shallowest; nil does not ask.
    public var wakeUpMicrosecondsMax: Int? = 0
    /// How long before a block is due the threads wake up once, to touch what they will need: a moment
    /// later they wake up sooner, and their memory is close. 0 for not at all.
    public var earlyNanoseconds: Int64 = 150_000

    /// What a run in real time asks for unless told otherwise.
    public init() {}
}

/// One thing that was asked of the system, and what came of it.
public struct Grant: Sendable, Equatable {
    /// What it is about, such as "SCHED_FIFO, loop thread".
    public var name: String
    /// What was asked for, such as "priority 80".
    public var asked: String
    /// What is in force.
    public var granted: String
    /// Whether the request was granted; `granted` says how far.
    public var isGranted: Bool
    /// Why not, where it was refused.
    public var problem: String?

    /// A grant as given, for whoever asked.
    public init(
        name: String, asked: String, granted: String, isGranted: Bool, problem: String? = nil
    ) {
        self.name = name
        self.asked = asked
        self.granted = granted
        self.isGranted = isGranted
        self.problem = problem
    }
}
