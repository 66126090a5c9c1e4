//! Which problems the terminal shows already.

use std::collections::BTreeSet;

use corpus::Problem;

/// The problems that were told of and are still there.
#[derive(Debug, Default)]
pub(crate) struct Told(BTreeSet<Problem>);

impl Told {
    /// Those of all problems there are now that were not there before.
    pub(crate) fn new_among(&mut self, problems: Vec<Problem>) -> Vec<Problem> {
        let now: BTreeSet<Problem> = problems.into_iter().collect();
        let new = now.difference(&self.0).cloned().collect();
        self.0 = now;
        new
    }
}
