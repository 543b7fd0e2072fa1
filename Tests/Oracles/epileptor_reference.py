"""Writes the reference states of one uncoupled, noiseless Epileptor node that the tests of
VirtualPatient compare with, as The Virtual Brain (PyPI tvb-library) computes them.

  python -m venv venv && venv/bin/pip install tvb-library==2.10.0 setuptools
  venv/bin/python Tests/Oracles/epileptor_reference.py > Tests/Patient/VirtualPatientTests/EpileptorReference.swift

Heun and Euler schemes, dt 0.05, 4,000 time units, x0 -1.6 (seizes) and -2.2 (stays quiet), a state each
100 units. Time is in the model's own units.
"""
import logging
import warnings

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
import numpy as np
from tvb.datatypes.connectivity import Connectivity
from tvb.simulator import coupling, integrators, models, monitors, simulator

STATE = ("x1", "y1", "z", "x2", "y2", "g")
START = (-1.5, -10.0, 3.5, -1.0, 0.0, 0.0)
DT = 0.05
LENGTH = 4000
EVERY = 100


def states(x0, integrator):
    model = models.Epileptor(x0=np.array([x0]), variables_of_interest=STATE)
    node = Connectivity(weights=np.zeros((1, 1)), tract_lengths=np.zeros((1, 1)),
                        region_labels=np.array(["node"]), centres=np.zeros((1, 3)),
                        speed=np.array([1.0]))
    sim = simulator.Simulator(
        model=model, connectivity=node, integrator=integrator,
        coupling=coupling.Difference(a=np.array([0.0])), monitors=(monitors.Raw(),),
        initial_conditions=np.array(START, dtype=float).reshape(1, 6, 1, 1),
        simulation_length=LENGTH)
    sim.configure()
    step = 0
    stride = round(EVERY / DT)
    for (_, y), in sim(simulation_length=LENGTH):
        step += 1
        if step % stride == 0:
            yield step, y[:, 0, 0]


def table(name, x0, integrator):
    print(f"    static let {name}: [EpileptorReferenceRow] = [")
    for step, y in states(x0, integrator):
        values = ", ".join(f"{v:.12g}" for v in y)
        print(f"        EpileptorReferenceRow({step}, {values}),")
    print("    ]")


print("// Made by Tests/Oracles/epileptor_reference.py with tvb-library 2.10.0; do not edit.")
print("// Columns: step of 0.05 units, then x1, y1, z, x2, y2, g.")
print("// swift-format-ignore-file")
print()
print("enum EpileptorReference {")
table("heunSeizes", -1.6, integrators.HeunDeterministic(dt=DT))
table("heunQuiet", -2.2, integrators.HeunDeterministic(dt=DT))
table("eulerSeizes", -1.6, integrators.EulerDeterministic(dt=DT))
print("}")
