"""What the peers run. The work is that of the .NET contestants; only its size is smaller where an interpreter would take minutes."""

import random
import time

MIB = 1 << 20
PATTERN = random.Random(1).randbytes(MIB)
TABLE_SIZE = 200_000
CHUNK = 100_000

_state = None


def increment(x):
    return x + 1


def square(x):
    return x * x


def flip(x):
    return x ^ 1


def make_block(_):
    return bytes(bytearray(PATTERN))


def take_block(block):
    return len(block) + block[-1]


def mandelbrot_row(job):
    row, rows, width, limit = job
    inside = 0
    ci = 2.0 * row / rows - 1.0
    for column in range(width):
        cr = 3.0 * column / width - 2.0
        zr = zi = 0.0
        steps = 0
        while steps < limit and zr * zr + zi * zi <= 4.0:
            zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
            steps += 1
        inside += steps
    return inside


def make_table(size):
    """The state: a table in random order, dear to make."""
    numbers = list(range(size))
    random.Random(7).shuffle(numbers)
    return numbers


def init_state(size):
    global _state
    _state = make_table(size)


def init_dictionary(shared):
    global _state
    _state = shared


def look_up(key):
    return len(_state[key])


def walk(job):
    """Walks through the worker's own table and changes it on the way."""
    start, steps = job
    at = start % len(_state)
    total = 0
    for _ in range(steps):
        value = _state[at]
        total += value
        at = (at + value) % len(_state)
    return total


def make_chunk(chunk):
    return [chunk * CHUNK + i + 1 for i in range(CHUNK)]


def init_shared(array):
    global _state
    _state = array


def store_chunk(chunk):
    _state[chunk * CHUNK : (chunk + 1) * CHUNK] = make_chunk(chunk)


def time_calls(count):
    """Calls of the managed dictionary that init_shared has set, timed here."""
    begin = time.perf_counter()
    for _ in range(count):
        assert _state["key"] == 1
    return (time.perf_counter() - begin) / count


def echo(count):
    there, back = _state
    for _ in range(count):
        back.put(there.get())
    return count
