"""An equation of motion whose parameters and state are dataclasses, integrated by the midpoint rule.

    srcad grad examples/pendulum_parameters.py:final_energy --argnames p,start
"""

import math
from dataclasses import dataclass


@dataclass
class Pendulum:
    length: float
    damping: float
    gravity: float = 9.81

    def acceleration(self, s):
        return -self.gravity / self.length * math.sin(s.angle) - self.damping * s.speed


@dataclass
class State:
    angle: float
    speed: float

    def moved(self, speed, acceleration, dt):
        return State(self.angle + dt * speed, self.speed + dt * acceleration)


def final_energy(p: Pendulum, start: State, dt: float = 0.01, steps: int = 100):
    s = start
    for _ in range(steps):
        middle = s.moved(s.speed, p.acceleration(s), dt / 2)
        s = s.moved(middle.speed, p.acceleration(middle), dt)
    return 0.5 * (p.length * s.speed) ** 2 + p.gravity * p.length * (1 - math.cos(s.angle))


def example_arguments():
    """Return a pendulum and the state that it starts in."""
    return Pendulum(1.0, 0.2), State(1.2, 0.0)


if __name__ == "__main__":
    import srcad

    for part in srcad.grad(final_energy, argnums=(0, 1))(*example_arguments()):
        print(part)
