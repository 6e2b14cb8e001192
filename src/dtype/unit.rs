//! The unit of a `datetime64` or `timedelta64`: what stands in the square brackets.

use std::fmt;

use super::integer;

/// A span of time, or none yet (`generic`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum TimeUnit {
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Picosecond,
    Femtosecond,
    Attosecond,
    Generic,
}

use TimeUnit::*;

const ALL: [TimeUnit; 14] = [
    Year,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
    Microsecond,
    Nanosecond,
    Picosecond,
    Femtosecond,
    Attosecond,
    Generic,
];

impl TimeUnit {
    /// NumPy's letters for it.
    const fn symbol(self) -> &'static str {
        match self {
            Year => "Y",
            Month => "M",
            Week => "W",
            Day => "D",
            Hour => "h",
            Minute => "m",
            Second => "s",
            Millisecond => "ms",
            Microsecond => "us",
            Nanosecond => "ns",
            Picosecond => "ps",
            Femtosecond => "fs",
            Attosecond => "as",
            Generic => "generic",
        }
    }

    fn from_symbol(symbol: &str) -> Option<TimeUnit> {
        if symbol == "μs" {
            return Some(Microsecond);
        }
        ALL.into_iter().find(|unit| unit.symbol() == symbol)
    }

    /// The finer units that NumPy divides it into, with their number, in the order that it tries.
    const fn parts(self) -> &'static [(i32, TimeUnit)] {
        match self {
            Year => &[(12, Month), (52, Week), (365, Day)],
            Month => &[(4, Week), (30, Day), (720, Hour)],
            Week => &[(7, Day), (168, Hour), (10_080, Minute)],
            Day => &[(24, Hour), (1_440, Minute), (86_400, Second)],
            Hour => &[(60, Minute), (3_600, Second)],
            Minute => &[(60, Second), (60_000, Millisecond)],
            Second => &[(1_000, Millisecond), (1_000_000, Microsecond)],
            Millisecond => &[(1_000, Microsecond), (1_000_000, Nanosecond)],
            Microsecond => &[(1_000, Nanosecond), (1_000_000, Picosecond)],
            Nanosecond => &[(1_000, Picosecond), (1_000_000, Femtosecond)],
            Picosecond => &[(1_000, Femtosecond), (1_000_000, Attosecond)],
            Femtosecond => &[(1_000, Attosecond)],
            Attosecond | Generic => &[],
        }
    }
}

/// A multiple of a time unit: `25s`. It displays as the brackets NumPy writes, `[25s]`, which for
/// `generic` is nothing at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    base: TimeUnit,
    /// 0 only if spelled so: NumPy allows `[0s]`.
    count: i32,
}

impl Unit {
    /// No unit: plain `datetime64`.
    pub(super) const GENERIC: Unit = Unit {
        base: Generic,
        count: 1,
    };

    /// Reads what follows `M8` or `datetime64`: nothing, `[ns]`, `[25s]` or `[s/2]`. The error is
    /// the reason in NumPy's words.
    ///
    /// NumPy divides by 0 in `[s/0]` (and dies), and lets `[s/-2]` and `[2000000000s/2]` through
    /// with counts that it cannot read back; these are refused here.
    pub(super) fn parse(brackets: &str) -> Result<Unit, String> {
        if brackets.is_empty() {
            return Ok(Unit::GENERIC);
        }
        let malformed = || format!("Invalid datetime metadata string {brackets:?}");
        let inside = brackets
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .filter(|inside| !inside.contains(']'))
            .ok_or_else(malformed)?;
        let (count, rest) = integer::leading(inside).unwrap_or((1, inside));
        let count = i32::try_from(count)
            .ok()
            .filter(|&count| count >= 0)
            .ok_or_else(malformed)?;
        let (symbol, divisor) = match rest.split_once('/') {
            Some((symbol, divisor)) => (symbol, Some(divisor)),
            None => (rest, None),
        };
        if symbol.is_empty() {
            return Err(malformed());
        }
        let base = TimeUnit::from_symbol(symbol)
            .ok_or_else(|| format!("Invalid datetime unit in metadata string {brackets:?}"))?;
        let unit = match divisor.map(integer::leading) {
            None => Unit { base, count },
            Some(Some((1, ""))) => Unit { base, count },
            Some(Some((divisor, ""))) => Unit { base, count }.divide(divisor, brackets)?,
            Some(_) => return Err(malformed()),
        };
        Ok(match unit.base {
            Generic => Unit::GENERIC,
            _ => unit,
        })
    }

    /// `[s/2]` is `[500ms]`.
    fn divide(self, divisor: i64, brackets: &str) -> Result<Unit, String> {
        if self.base == Generic {
            return Err("Can't use 'den' divisor with generic units".to_owned());
        }
        let refused = || {
            format!(
                "divisor ({divisor}) is not a multiple of a lower-unit in datetime metadata {brackets:?}"
            )
        };
        let divisor = i32::try_from(divisor)
            .ok()
            .filter(|&divisor| divisor > 0)
            .ok_or_else(refused)?;
        let (parts, base) = self
            .base
            .parts()
            .iter()
            .find(|(parts, _)| parts % divisor == 0)
            .ok_or_else(refused)?;
        let count = self
            .count
            .checked_mul(parts / divisor)
            .ok_or_else(|| format!("datetime metadata {brackets:?} does not fit into a C int"))?;
        Ok(Unit { base: *base, count })
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.base, self.count) {
            (Generic, _) => Ok(()),
            (base, 1) => write!(f, "[{}]", base.symbol()),
            (base, count) => write!(f, "[{count}{}]", base.symbol()),
        }
    }
}
