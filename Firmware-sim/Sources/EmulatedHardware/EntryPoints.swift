import CMachine
import Hardware

/// Where the emulated hardware's state lies: at a fixed place that the image does not cover, since
/// QEMU fills whatever an image covers anew at every reset, and hardware outlives a reset. Below it
/// the registers, above it the emulated hardware's stack, up to `emulator_stack_top`.
private var board: UnsafeMutablePointer<Board> {
    unsafe UnsafeMutablePointer(bitPattern: 0x2102_0000)!
}

/// Tells whether `board` holds anything: zero when QEMU starts.
private var isBuilt: Register { Register(0x2101_FFF0) }

@_cdecl("emulated_hardware_reset")
func emulatedHardwareReset() {
    if isBuilt.value == 0 {
        unsafe board.initialize(to: Board())
        isBuilt.value = 1
    }
    unsafe board.pointee.reset()
}

@_cdecl("emulated_hardware_edge")
func emulatedHardwareEdge() {
    // The firmware's time stands while the hardware plays.
    let paused = CycleCounter.pause()
    SampleTimer.clearInterrupt()
    unsafe board.pointee.edge()
    if unsafe board.pointee.isResetting {
        machine_barrier()
        Processor.resetControl.value = Processor.resetRequest
        while true {}
    }
    CycleCounter.resume(paused)
}

/// An interrupt of middle priority that takes the processor away while a fault lasts.
@_cdecl("emulated_hardware_hog")
func emulatedHardwareHog() { unsafe board.pointee.hog() }
