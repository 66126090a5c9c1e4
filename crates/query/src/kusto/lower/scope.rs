//! Names and what they stand for.

use std::collections::HashMap;
use std::rc::Rc;

use super::flow::Flow;
use super::scalar::Scalar;
use crate::kusto::ast::Function;

/// What a `let` or a parameter stands for.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// A value.
    Scalar(Scalar),
    /// A table.
    Table(Rc<Flow>),
    /// A function.
    Function(Rc<Function>),
}

/// The names in force, innermost function last.
#[derive(Debug)]
pub(super) struct Scope {
    frames: Vec<HashMap<String, Binding>>,
}

/// How deeply calls of user-defined functions may nest.
const MAX_CALLS: usize = 12;

impl Scope {
    /// A scope without names.
    pub(super) fn new() -> Self {
        Scope {
            frames: vec![HashMap::new()],
        }
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&Binding> {
        self.frames.iter().rev().find_map(|frame| frame.get(name))
    }

    /// Gives a name its meaning.
    pub(super) fn set(&mut self, name: &str, binding: Binding) {
        if let Some(frame) = self.frames.last_mut() {
            frame.insert(name.to_owned(), binding);
        }
    }

    /// Enters a function; `false` if calls nest too deeply, and then nothing was entered.
    #[must_use]
    pub(super) fn enter(&mut self, parameters: HashMap<String, Binding>) -> bool {
        let fits = self.frames.len() <= MAX_CALLS;
        if fits {
            self.frames.push(parameters);
        }
        fits
    }

    /// Leaves a function.
    pub(super) fn leave(&mut self) {
        self.frames.pop();
    }
}
