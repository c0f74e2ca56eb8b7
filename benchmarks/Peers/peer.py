"""One peer, one workload: warms up, measures, prints the seconds of one unit.

    python3 peer.py LIBRARY WORKLOAD

Libraries: serial, pool, pool-spawn (multiprocessing), executor (concurrent.futures), joblib (its own process pool).
"""

import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import tasks

WORKERS = 2


class Serial:
    def __init__(self, init=None, argument=None):
        if init:
            init(argument)

    def map(self, function, items, chunk=None):
        return [function(item) for item in items]

    def apply(self, function, argument):
        return function(argument)

    def close(self):
        pass


class Pool:
    method = None

    def __init__(self, init=None, argument=None):
        context = multiprocessing.get_context(self.method)
        self.pool = context.Pool(WORKERS, init, (argument,) if init else ())

    def map(self, function, items, chunk=None):
        return self.pool.map(function, items, chunk)

    def apply(self, function, argument):
        return self.pool.apply(function, (argument,))

    def close(self):
        self.pool.terminate()
        self.pool.join()


class SpawnPool(Pool):
    method = "spawn"


class ForkServerPool(Pool):
    method = "forkserver"


class Executor:
    def __init__(self, init=None, argument=None):
        self.pool = ProcessPoolExecutor(WORKERS, initializer=init, initargs=(argument,) if init else ())

    def map(self, function, items, chunk=None):
        # This library's own default is 1, which nobody would want for short tasks.
        return list(self.pool.map(function, items, chunksize=chunk or max(1, len(items) // (4 * WORKERS))))

    def apply(self, function, argument):
        return self.pool.submit(function, argument).result()

    def close(self):
        self.pool.shutdown()


class Joblib:
    def __init__(self, init=None, argument=None):
        if init:
            raise SystemExit("joblib has no initializer")
        import joblib

        self.delayed = joblib.delayed
        self.joblib = joblib

    def map(self, function, items, chunk=None):
        parallel = self.joblib.Parallel(n_jobs=WORKERS, batch_size=chunk or "auto")
        return parallel(self.delayed(function)(item) for item in items)

    def close(self):
        pass


LIBRARIES = {"serial": Serial, "pool": Pool, "pool-spawn": SpawnPool, "pool-forkserver": ForkServerPool, "executor": Executor, "joblib": Joblib}


def timed(units, work):
    begin = time.perf_counter()
    results = work()
    return (time.perf_counter() - begin) / units, results


def start(library):
    def work():
        pool = library()
        return pool, pool.map(tasks.square, range(WORKERS), 1)

    seconds, (pool, results) = timed(1, work)
    assert results == [x * x for x in range(WORKERS)]
    pool.close()
    return seconds


def start_large(library):
    """The same of a program of 500 MB."""
    program = [(i, str(i), bytes(900)) for i in range(500_000)]
    seconds = start(library)
    assert len(program) == 500_000
    return seconds


def bare_fork(library):
    """The limit of every fork: of this small process, which ends at once."""
    import os

    def work():
        for _ in range(50):
            child = os.fork()
            if child == 0:
                os._exit(0)
            os.waitpid(child, 0)

    seconds, _ = timed(50, work)
    return seconds


def dictionary(library):
    """Start and first map of workers that all have a dictionary of 2,000,000 strings."""
    shared = {i: f"value {i}" for i in range(2_000_000)}

    def work():
        pool = library(tasks.init_dictionary, shared)
        return pool, pool.map(tasks.look_up, range(WORKERS), 1)

    seconds, (pool, results) = timed(1, work)
    assert results == [7] * WORKERS
    pool.close()
    return seconds


def warm(library, function, items, units, chunk=None, rounds=1, init=None, argument=None):
    pool = library(init, argument)
    pool.map(function, items[: 4 * WORKERS], chunk)
    seconds, results = timed(units, lambda: pool.map(function, items, chunk))
    assert len(results) == len(items)
    pool.close()
    return seconds


def small(library):
    count = 20_000
    return warm(library, tasks.increment, range(count), count, chunk=1)


def apply(library):
    count = 2_000
    pool = library()
    pool.map(tasks.increment, range(4 * WORKERS))
    seconds, results = timed(count, lambda: [pool.apply(tasks.increment, i) for i in range(count)])
    assert sum(results) == count * (count + 1) // 2
    pool.close()
    return seconds


def million(library):
    return warm(library, tasks.flip, range(1_000_000), 1)


def results(library):
    return warm(library, tasks.make_block, range(200), 200)


def arguments(library):
    return warm(library, tasks.take_block, [bytes(bytearray(tasks.PATTERN)) for _ in range(200)], 200)


def numeric(library):
    rows = 128
    return warm(library, tasks.mandelbrot_row, [(row, rows, 120, 1_500) for row in range(rows)], 1)


def stateful(library):
    items = [(i * 7919, 40_000) for i in range(200)]
    return warm(library, tasks.walk, items, 1, init=tasks.init_state, argument=tasks.TABLE_SIZE)


def init(library):
    """Start, initialisation and tasks together: that is what dear initialisation is about."""
    items = [(i * 7919, 1_000) for i in range(200)]

    def work():
        pool = library(tasks.init_state, 4 * tasks.TABLE_SIZE)
        return pool, pool.map(tasks.walk, items)

    seconds, (pool, found) = timed(1, work)
    assert len(found) == len(items)
    pool.close()
    return seconds


def shared_index(library):
    array = multiprocessing.Array("i", 1 << 20, lock=False)

    def work():
        for i in range(len(array)):
            array[i] = array[i] + 1

    seconds, _ = timed(1, work)
    assert array[-1] == 1
    return seconds


def shared_lock(library):
    lock = multiprocessing.Lock()

    def work():
        for _ in range(200_000):
            with lock:
                pass

    seconds, _ = timed(200_000, work)
    return seconds


def shared_store(library):
    """Results in an array that all processes share, set a slice at a time."""
    chunks = 20
    array = multiprocessing.Array("i", chunks * tasks.CHUNK, lock=False)
    pool = library(tasks.init_shared, array)
    pool.map(tasks.increment, range(4 * WORKERS))
    seconds, _ = timed(chunks * tasks.CHUNK, lambda: pool.map(tasks.store_chunk, range(chunks)))
    assert array[-1] == chunks * tasks.CHUNK
    pool.close()
    return seconds


def shared_return(library):
    chunks = 20
    return warm(library, tasks.make_chunk, range(chunks), chunks * tasks.CHUNK)


def manager_call(library):
    with multiprocessing.Manager() as manager:
        shared = manager.dict(key=1)
        pool = library(tasks.init_shared, shared)
        pool.apply(tasks.time_calls, 100)
        seconds = pool.apply(tasks.time_calls, 2_000)
        pool.close()
        return seconds


def echo(library, there, back):
    count = 2_000
    pool = library(tasks.init_shared, (there, back))
    answer = pool.pool.apply_async(tasks.echo, (count + 1,))
    there.put(0)
    back.get()

    def work():
        for i in range(count):
            there.put(i)
            assert back.get() == i

    seconds, _ = timed(count, work)
    assert answer.get() == count + 1
    pool.close()
    return seconds


def queue(library):
    return echo(library, multiprocessing.Queue(), multiprocessing.Queue())


def manager_queue(library):
    with multiprocessing.Manager() as manager:
        return echo(library, manager.Queue(), manager.Queue())


WORKLOADS = {
    "start": start,
    "start-large": start_large,
    "small": small,
    "apply": apply,
    "million": million,
    "results": results,
    "arguments": arguments,
    "numeric": numeric,
    "stateful": stateful,
    "init": init,
    "bare-fork": bare_fork,
    "dictionary": dictionary,
    "shared-index": shared_index,
    "shared-lock": shared_lock,
    "shared-store": shared_store,
    "shared-return": shared_return,
    "manager-call": manager_call,
    "queue": queue,
    "manager-queue": manager_queue,
}

if __name__ == "__main__":
    print(WORKLOADS[sys.argv[2]](LIBRARIES[sys.argv[1]]))
