//! Where the time of a run goes. Measured only when it is asked for; what takes the time is not its
//! business.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// What a run spends time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Reading and decompressing input, on a thread of its own.
    Read,
    /// Making a text of a record.
    Parse,
    /// What one stage, by its place in the pipeline, finds.
    Stage(usize),
    /// Settling edits, applying them, and keeping them in the ledger.
    Apply,
    /// Making bytes of documents and of what was done to them.
    Render,
    /// Compressing and writing OUT and the run folder, on a thread of its own.
    Write,
}

/// The time spent on each part so far, by all threads together.
#[derive(Debug)]
pub struct Profile {
    stages: Box<[&'static str]>,
    nanos: Box<[AtomicU64]>,
}

/// The parts that are no stage.
const OTHERS: [(Part, &str); 5] = [
    (Part::Read, "read"),
    (Part::Parse, "parse"),
    (Part::Apply, "apply"),
    (Part::Render, "render"),
    (Part::Write, "write"),
];

impl Profile {
    /// A profile of a pipeline with these stages.
    pub fn new(stages: &[&'static str]) -> Profile {
        let nanos = (0..OTHERS.len() + stages.len()).map(|_| AtomicU64::new(0)).collect();
        Profile { stages: stages.into(), nanos }
    }

    /// The time spent on a part.
    pub fn spent(&self, part: Part) -> Duration {
        Duration::from_nanos(self.nanos[index(part)].load(Ordering::Relaxed))
    }
}

/// Does `work`, and adds the time that it takes to `part` if there is a profile.
pub fn time<T>(profile: Option<&Profile>, part: Part, work: impl FnOnce() -> T) -> T {
    let Some(profile) = profile else { return work() };
    let start = Instant::now();
    let done = work();
    let nanos = start.elapsed().as_nanos() as u64;
    profile.nanos[index(part)].fetch_add(nanos, Ordering::Relaxed);
    done
}

fn index(part: Part) -> usize {
    match part {
        Part::Stage(stage) => OTHERS.len() + stage,
        other => OTHERS.iter().position(|(part, _)| *part == other).unwrap_or_default(),
    }
}

/// A line for each part, in the order in which a document passes them.
impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stages = self.stages.iter().enumerate().map(|(at, name)| (Part::Stage(at), *name));
        let (before, after) = OTHERS.split_at(2);
        let parts = before.iter().copied().chain(stages).chain(after.iter().copied());
        let all: Duration = parts.clone().map(|(part, _)| self.spent(part)).sum();
        writeln!(f, "Seconds spent, of all threads together:")?;
        for (part, name) in parts {
            let spent = self.spent(part).as_secs_f64();
            let share = 100.0 * spent / all.as_secs_f64().max(f64::MIN_POSITIVE);
            writeln!(f, "  {spent:>8.3}  {share:>3.0} %  {name}")?;
        }
        write!(f, "  {:>8.3}  100 %  all", all.as_secs_f64())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_its_own_time() {
        let profile = Profile::new(&["first", "second"]);
        let nap = Duration::from_millis(2);
        time(Some(&profile), Part::Stage(1), || std::thread::sleep(nap));
        time(None, Part::Stage(0), || std::thread::sleep(nap));
        assert!(profile.spent(Part::Stage(1)) >= nap);
        for other in
            [Part::Stage(0), Part::Read, Part::Parse, Part::Apply, Part::Render, Part::Write]
        {
            assert_eq!(profile.spent(other), Duration::ZERO);
        }
        assert!(profile.to_string().contains("second"));
    }
}
