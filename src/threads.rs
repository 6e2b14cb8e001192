//! Threads that share the work of a call, and are parked until the next one: the system may put a new
//! thread on the processor of the one that made it, where it waits for milliseconds.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a thread is parked before it ends.
const IDLE: Duration = Duration::from_secs(5);

/// Those that anybody may take.
static PARKED: Mutex<Vec<Arc<Thread>>> = Mutex::new(Vec::new());

/// What a caller of [`share`] keeps until no thread can call it any more.
#[derive(Clone, Copy)]
struct Job(*const (dyn Fn() + Sync));

// SAFETY: what it points to is `Sync`.
unsafe impl Send for Job {}

enum State {
    Parked,
    Given(Job),
    Running,
    Panicked(Box<dyn Any + Send>),
}

struct Thread {
    state: Mutex<State>,
    /// Tells the thread of a job, and whoever gave it that it is done.
    changed: Condvar,
}

/// Calls `there` on other threads, once on each, while this one does `here`: up to `threads` in all.
/// Returns when all calls are done; what has not begun when `here` is done is not called any more.
pub fn share<R>(threads: usize, there: &(dyn Fn() + Sync), here: impl FnOnce() -> R) -> R {
    // SAFETY: only the lifetime changes; `Others` ends after all calls, also where `here` panics.
    let job = Job(unsafe {
        std::mem::transmute::<&(dyn Fn() + Sync), &'static (dyn Fn() + Sync)>(there)
    });
    let _others = Others((1..threads).map_while(|_| Thread::start(job)).collect());
    here()
}

struct Others(Vec<Arc<Thread>>);

impl Drop for Others {
    fn drop(&mut self) {
        let panics: Vec<_> = self.0.drain(..).filter_map(Thread::finish).collect();
        if let Some(panic) = panics.into_iter().next()
            && !std::thread::panicking()
        {
            resume_unwind(panic);
        }
    }
}

impl Thread {
    /// Gives a job to a parked thread, or to a new one, where the system has another.
    fn start(job: Job) -> Option<Arc<Thread>> {
        let parked = lock(&PARKED).pop();
        if let Some(thread) = parked {
            *lock(&thread.state) = State::Given(job);
            thread.changed.notify_one();
            return Some(thread);
        }
        let thread = Arc::new(Thread {
            state: Mutex::new(State::Given(job)),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&thread);
        let name = "memmap".to_owned();
        let spawned = std::thread::Builder::new().name(name).spawn(|| own.run());
        spawned.is_ok().then_some(thread)
    }

    fn run(self: Arc<Thread>) {
        let mut state = lock(&self.state);
        loop {
            if let State::Given(job) = *state {
                *state = State::Running;
                drop(state);
                // SAFETY: whoever gave the job keeps it while this thread is running.
                let outcome = catch_unwind(AssertUnwindSafe(|| unsafe { (*job.0)() }));
                state = lock(&self.state);
                *state = outcome.map_or_else(State::Panicked, |()| State::Parked);
                self.changed.notify_one();
            }
            let waited = self.changed.wait_timeout(state, IDLE);
            let (next, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
            state = next;
            if timeout.timed_out() && self.leave() {
                return;
            }
        }
    }

    /// Whether nobody has taken it, nor will.
    fn leave(self: &Arc<Thread>) -> bool {
        let mut parked = lock(&PARKED);
        let at = parked.iter().position(|thread| Arc::ptr_eq(thread, self));
        at.map(|at| parked.swap_remove(at)).is_some()
    }

    /// Waits for the job, or takes it back, and parks the thread. Gives what the job panicked with.
    fn finish(self: Arc<Thread>) -> Option<Box<dyn Any + Send>> {
        let mut state = lock(&self.state);
        while let State::Running = *state {
            let waited = self.changed.wait(state);
            state = waited.unwrap_or_else(PoisonError::into_inner);
        }
        let ended = std::mem::replace(&mut *state, State::Parked);
        drop(state);
        lock(&PARKED).push(self);
        match ended {
            State::Panicked(panic) => Some(panic),
            _ => None,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics while it holds one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn others_work_at_the_same_time_and_are_done_at_the_end() {
        for others in 0..4 {
            for _ in 0..50 {
                let (barrier, calls) = (Barrier::new(others + 1), AtomicUsize::new(0));
                let work = || {
                    barrier.wait();
                    calls.fetch_add(1, Ordering::Relaxed);
                };
                share(others + 1, &work, work);
                assert_eq!(calls.into_inner(), others + 1);
            }
        }
    }

    #[test]
    fn nobody_waits_for_a_thread_that_has_not_begun() {
        let begun = AtomicUsize::new(0);
        let count = || {
            begun.fetch_add(1, Ordering::Relaxed);
        };
        for _ in 0..2000 {
            share(3, &count, || ());
        }
        let before = begun.load(Ordering::Relaxed);
        assert!(before <= 4000);
        // None of those that were taken back begins later.
        share(3, &|| (), || ());
        assert_eq!(begun.load(Ordering::Relaxed), before);
    }

    #[test]
    fn callers_on_many_threads_and_within_each_other_get_their_own() {
        std::thread::scope(|scope| {
            for caller in 0..8 {
                scope.spawn(move || {
                    for _ in 0..100 {
                        let sum = AtomicUsize::new(0);
                        let inner = || {
                            sum.fetch_add(caller, Ordering::Relaxed);
                        };
                        let barrier = Barrier::new(2);
                        let outer = || {
                            barrier.wait();
                            let barrier = Barrier::new(2);
                            let both = || {
                                barrier.wait();
                                inner();
                            };
                            share(2, &both, both);
                        };
                        share(2, &outer, outer);
                        assert_eq!(sum.into_inner(), 4 * caller);
                    }
                });
            }
        });
    }

    #[test]
    fn a_panic_reaches_the_caller_once_all_are_done() {
        for _ in 0..20 {
            let barrier = Barrier::new(2);
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let there = || {
                    barrier.wait();
                    // As a panic, but silent.
                    resume_unwind(Box::new("there"));
                };
                share(2, &there, || {
                    barrier.wait();
                });
            }));
            let panic = outcome.expect_err("it panicked");
            assert_eq!(panic.downcast_ref(), Some(&"there"));
        }
    }
}
