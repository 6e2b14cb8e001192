//! Advice about pages, as `madvise` takes it.

/// A piece of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// No pattern: undoes the next two.
    Normal,
    /// Read from front to back.
    Sequential,
    /// Read here and there: reading ahead is of no use.
    Random,
    /// Start reading.
    WillNeed,
    /// Take the pages out of this process. On Linux that loses what was written to private ones.
    DontNeed,
    /// Take the pages out of memory, private ones to swap space.
    PageOut,
    /// Use huge pages.
    Huge,
}
