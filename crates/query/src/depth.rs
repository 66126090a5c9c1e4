//! The fence against deep nesting.

/// How deep a query may nest. The deepest real rule nests 21 levels; a parser that recurses this deep is
/// far from the end of any thread's stack.
pub const MAX_DEPTH: usize = 128;

/// Counts nesting. Parsers enter before they recurse and leave afterwards.
#[derive(Debug, Default)]
pub struct Depth(usize);

impl Depth {
    /// Goes one level down; `false` past [`MAX_DEPTH`], and then nothing was entered.
    #[must_use]
    pub fn enter(&mut self) -> bool {
        let fits = self.0 < MAX_DEPTH;
        self.0 += usize::from(fits);
        fits
    }

    /// Comes back up.
    pub fn leave(&mut self) {
        self.0 = self.0.saturating_sub(1);
    }
}
