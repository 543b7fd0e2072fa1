import Acquisition
import ArgumentParser

/// One device, and how its frames become the loop's.
extension InputOptions {
    /// Frames per second of the device.
    var deviceHertz: Int { deviceRate ?? rate * average }

    /// A filter wherever the device is faster and no mean is asked for.
    var conversion: RateConversion {
        let filtered = RateConversion(deviceHertz: deviceHertz, loopHertz: rate)
        return average == 1 ? filtered ?? RateConversion(averaging: 1) : .init(averaging: average)
    }

    func checkOneDevice() throws {
        guard device.count != 1 else { return }
        throw ValidationError(
            "--device is given \(device.count) times: two devices are two clocks, whose frames drift "
                + "apart; give one device that has all channels")
    }

    func checkConversion() throws {
        guard (1...1_000).contains(average), (1...768_000).contains(deviceHertz) else {
            throw ValidationError("--average must be 1 to 1,000, and the device at most 768 kHz")
        }
        guard average == 1 || deviceHertz == rate * average else {
            throw ValidationError(
                "--device-rate \(deviceHertz) is not --average \(average) times --rate \(rate); leave "
                    + "out --average for the filter, or --device-rate")
        }
        guard deviceHertz >= rate else {
            throw ValidationError(
                "--device-rate \(deviceHertz) is below --rate \(rate), which is the loop's; give a loop "
                    + "at most as fast as its device")
        }
        guard
            average > 1 || deviceHertz == rate
                || RateConversion(deviceHertz: deviceHertz, loopHertz: rate) != nil
        else {
            let near = RateConversion.nearestLoopHertz(rate, deviceHertz: deviceHertz)
            throw ValidationError(
                "--device-rate \(deviceHertz) and --rate \(rate) have no short ratio; give another "
                    + (near.map { "--rate, such as \($0)" } ?? "--device-rate"))
        }
    }
}
