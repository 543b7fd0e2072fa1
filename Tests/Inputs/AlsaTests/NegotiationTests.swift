import Foundation
import Testing

@testable import Alsa

@Suite("What a device refuses")
struct NegotiationTests {
    @Test(
        "a device that goes away while it is asked is gone, not another one",
        arguments: [ENODEV, ENXIO, EIO])
    func gone(code: Int32) {
        let problem = AlsaError.Problem.notOffered(what: "rate", asked: "1 Hz", offered: "2 Hz")
        #expect(
            Negotiation.refusal("hw:1", -code, problem).problem
                == .system(code: code, call: "parameters"))
        #expect(Negotiation.refusal("hw:1", -EINVAL, problem).problem == problem)
    }
}
