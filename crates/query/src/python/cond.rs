//! Conditions on the event while they are being put together.

use std::rc::Rc;

use rule::Logic;

/// Conditions with more leaves than this are given up: paths have multiplied beyond what a reader can follow.
pub(super) const MAX_LEAVES: usize = 1_000;

/// A condition on the event.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cond {
    True,
    False,
    /// Says nothing about the event: a type check, taken as it usually comes out.
    Silent,
    /// A condition and how many leaves it has.
    Is(Rc<Logic>, usize),
    /// Too large to be kept.
    Overflow,
}

impl From<bool> for Cond {
    fn from(yes: bool) -> Self {
        if yes { Cond::True } else { Cond::False }
    }
}

impl From<Logic> for Cond {
    fn from(logic: Logic) -> Self {
        if logic.is_true() {
            return Cond::True;
        }
        if logic.is_false() {
            return Cond::False;
        }
        let mut leaves = 0;
        logic.for_each_leaf(&mut |_| leaves += 1);
        Cond::sized(logic, leaves)
    }
}

impl Cond {
    fn sized(logic: Logic, leaves: usize) -> Cond {
        if leaves <= MAX_LEAVES {
            Cond::Is(Rc::new(logic), leaves)
        } else {
            Cond::Overflow
        }
    }

    /// Every part holds.
    pub(super) fn all(parts: impl IntoIterator<Item = Cond>) -> Cond {
        join(parts, true)
    }

    /// Some part holds.
    pub(super) fn any(parts: impl IntoIterator<Item = Cond>) -> Cond {
        join(parts, false)
    }

    /// The condition does not hold.
    #[allow(clippy::should_implement_trait)]
    pub(super) fn not(self) -> Cond {
        match self {
            Cond::True => Cond::False,
            Cond::False => Cond::True,
            Cond::Is(logic, leaves) => Cond::Is(Rc::new(Logic::not(Rc::unwrap_or_clone(logic))), leaves),
            other => other,
        }
    }

    /// `a` where this holds, `b` elsewhere.
    pub(super) fn either(&self, a: Cond, b: Cond) -> Cond {
        if a == b {
            return a;
        }
        match (self, &a, &b) {
            (Cond::True, _, _) => a,
            (Cond::False, _, _) => b,
            (Cond::Silent, Cond::True | Cond::False, _) => b,
            (Cond::Silent, _, Cond::True | Cond::False) => a,
            (Cond::Silent, _, _) => Cond::any([a, b]),
            (_, Cond::True, _) => Cond::any([self.clone(), b]),
            (_, Cond::False, _) => Cond::all([self.clone().not(), b]),
            (_, _, Cond::True) => Cond::any([self.clone().not(), a]),
            (_, _, Cond::False) => Cond::all([self.clone(), a]),
            _ => Cond::any([Cond::all([self.clone(), a]), Cond::all([self.clone().not(), b])]),
        }
    }

    /// The finished condition; one that says nothing holds.
    pub(super) fn into_logic(self) -> Option<Logic> {
        match self {
            Cond::True | Cond::Silent => Some(Logic::TRUE),
            Cond::False => Some(Logic::FALSE),
            Cond::Is(logic, _) => Some(Rc::unwrap_or_clone(logic)),
            Cond::Overflow => None,
        }
    }
}

/// Parts that say nothing vanish; if nothing else is left, the whole says nothing.
fn join(parts: impl IntoIterator<Item = Cond>, is_all: bool) -> Cond {
    let (neutral, absorbing) = if is_all {
        (Cond::True, Cond::False)
    } else {
        (Cond::False, Cond::True)
    };
    let (mut kept, mut leaves, mut silent, mut overflow) = (Vec::new(), 0, false, false);
    for part in parts {
        match part {
            Cond::Silent => silent = true,
            Cond::Overflow => overflow = true,
            Cond::Is(logic, size) => {
                leaves += size;
                kept.push(logic);
            }
            part if part == absorbing => return absorbing,
            _ => {}
        }
    }
    if overflow {
        return Cond::Overflow;
    }
    kept.dedup();
    match kept.len() {
        0 if silent => Cond::Silent,
        0 => neutral,
        1 => Cond::Is(kept.remove(0), leaves),
        _ => {
            let parts = kept.into_iter().map(Rc::unwrap_or_clone);
            Cond::sized(
                if is_all {
                    Logic::all(parts)
                } else {
                    Logic::any(parts)
                },
                leaves,
            )
        }
    }
}
