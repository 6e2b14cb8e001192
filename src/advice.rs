//! What a system can be told about pages.

/// A piece of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Nothing in particular: takes the next two back.
    Normal,
    /// Read from front to back.
    Sequential,
    /// Read here and there: reading ahead is of no use.
    Random,
    /// Start reading.
    WillNeed,
    /// Take the pages out of this process. On Linux that loses what was written to private ones.
    DontNeed,
    /// Put the pages away, those that only this process has to the swap space.
    PageOut,
    /// Use huge pages.
    Huge,
}
