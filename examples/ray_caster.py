"""A ray that meets a sphere, with a class for vectors: none of its objects is left in the derivative.

    srcad grad examples/ray_caster.py:brightness --argnames x,y,radius
"""

import math


class Vec:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return self + other * -1.0

    def __mul__(self, factor):
        return Vec(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self * (1 / math.sqrt(self.dot(self)))


class Sphere:
    def __init__(self, center, radius):
        self.center, self.radius = center, radius

    def distance(self, origin, direction):
        """Return how far along a ray the sphere is, -1 where the ray misses it."""
        to_center = self.center - origin
        along = to_center.dot(direction)
        inside = self.radius**2 - to_center.dot(to_center) + along**2
        return along - math.sqrt(inside) if inside > 0 else -1.0


def brightness(x: float, y: float, radius: float):
    sphere, light = Sphere(Vec(0.2, -0.1, 3.0), radius), Vec(1.0, 1.0, -1.0).unit()
    eye, direction = Vec(0.0, 0.0, 0.0), Vec(x, y, 1.0).unit()
    distance = sphere.distance(eye, direction)
    if distance < 0:
        return 0.0
    normal = (eye + direction * distance - sphere.center).unit()
    return max(normal.dot(light), 0.0)


def example_arguments():
    """Return a point on the screen, and the sphere's radius."""
    return 0.1, 0.05, 1.0


if __name__ == "__main__":
    import srcad

    print(srcad.grad(brightness, argnums=(0, 1, 2))(*example_arguments()))
