"""Physics: the angle of a damped pendulum after Runge-Kutta steps with a local slope function."""

import math


def f(theta, omega, length, damping, steps=8):
    dt = 0.05

    def slope(angle, speed):
        return speed, -9.81 / length * math.sin(angle) - damping * speed

    for step in range(steps):
        a1, b1 = slope(theta, omega)
        a2, b2 = slope(theta + 0.5 * dt * a1, omega + 0.5 * dt * b1)
        theta, omega = theta + dt * a2, omega + dt * b2
    return theta


TYPES = {
    "theta": "float",
    "omega": "float",
    "length": "float",
    "damping": "float",
    "steps": "int",
}
ARGNAMES = ("theta", "length", "damping")
CASES = [(0.4, 0.0, 1.2, 0.1), (1.4, -0.5, 0.7, 0.3, 3)]
