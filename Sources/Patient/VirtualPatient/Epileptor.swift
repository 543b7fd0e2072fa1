/// One Epileptor: the equations of Jirsa et al. 2014 (Brain 137:2210), as The Virtual Brain 2.10 has
/// them in code, with the published default parameters.
///
///     dx1 = y1 - f1 - z + I_rest1           f1 = x1³ - 3 x1²                     where x1 < 0
///                                           f1 = (x2 - 0.6 (z - 4)²) x1          elsewhere
///     dy1 = y0 - 5 x1² - y1
///     dz  = r (4 (x1 - x0) - z - [0.1 z⁷ where z < 0] + coupling)
///     dx2 = -y2 + x2 - x2³ + I_rest2 + 2 g - 0.3 (z - 3.5)
///     dy2 = (f2 - y2) / tau2                f2 = 6 (x2 + 0.25) where x2 >= -0.25, else 0
///     dg  = -gamma (g - 0.1 x1)
///
/// The paper writes 0.002 g; TVB's g is a thousandth of the paper's and enters as `bb * g` with `bb` 2,
/// which is the same. TVB's `modification` of dz (a sigmoid of x1) is off there by default and is not
/// offered here. Time is in model units.
public struct Epileptor: Equatable, Sendable {
    /// Excitability. The isolated node has seizures of its own accord above about -2.06.
    public var x0 = -1.6
    /// Constant of dy1.
    public var y0 = 1.0
    /// Constant input I_rest1 of population 1.
    public var iRest1 = 3.1
    /// Constant input I_rest2 of population 2.
    public var iRest2 = 0.45
    /// Rate of the slow variable, 1/tau0 with the paper's tau0 of 2857 model units.
    public var r = 0.00035
    /// Time constant of y2, model units.
    public var tau2 = 10.0
    /// Rate of the low-pass g, per model unit.
    public var gamma = 0.01

    /// The published default parameters.
    public init() {}

    /// Rate of change of `state` per model unit. `coupling` enters dz as in TVB (`Ks * c_pop1`).
    public func derivative(of state: EpileptorState, coupling: Double = 0) -> EpileptorState {
        EpileptorEquations(self).derivative(of: state, coupling: coupling)
    }

    /// One step of Heun's method, as TVB's `HeunStochastic`: `noise` is already scaled to the step,
    /// enters predictor and corrector alike, and coupling is held over the step. With no noise it is
    /// TVB's `HeunDeterministic`.
    public func heun(
        _ state: EpileptorState, dt: Double, coupling: Double = 0, noise: EpileptorState = .zero
    ) -> EpileptorState {
        EpileptorEquations(self).heun(state, dt: dt, coupling: coupling, noise: noise)
    }

    /// One step of Euler-Maruyama, as TVB's `EulerStochastic`; `noise` as in `heun`.
    public func euler(
        _ state: EpileptorState, dt: Double, coupling: Double = 0, noise: EpileptorState = .zero
    ) -> EpileptorState {
        state.adding(derivative(of: state, coupling: coupling), times: dt) + noise
    }
}
