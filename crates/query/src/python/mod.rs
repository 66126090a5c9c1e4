//! Python detections as Panther runs them (<https://docs.panther.com/detections/rules/python>).
//!
//! The function that decides is interpreted with the event unknown: values are constants, fields of the event
//! and conditions on them ([`value`]), statements give a list of exits with the condition of each ([`flow`]),
//! and what the function returns is folded into one condition. Helpers are inlined. The parser is ruff's; its
//! tree is used nowhere else.

mod access;
mod arguments;
mod arithmetic;
mod assign;
mod builtins;
mod call;
mod collect;
mod compare;
mod cond;
mod constant;
mod documents;
mod expression;
mod fence;
mod flow;
mod interpreter;
mod known;
mod leaf;
mod loops;
mod matching;
mod methods;
mod patterns;
mod resolve;
mod simplify;
mod source;
mod strings;
mod times;
mod unfollowed;
mod value;

use std::collections::BTreeMap;
use std::thread;

use rule::{Diagnostic, Reason, Span};

use crate::Decoded;

/// What the functions of a detection may reach beyond its own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    /// Helper modules by the name they are imported under, with their source text.
    pub modules: BTreeMap<String, String>,
}

/// Which function decides, and which of its answers is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `rule(event)`: true is a finding.
    Rule,
    /// `rule(row)` of a scheduled rule: true is a finding, and mostly it says nothing else, since the query
    /// has chosen the rows.
    ScheduledRule,
    /// `policy(resource)`: false is a finding.
    Policy,
}

/// Stack of the thread a detection is decoded on. The fence lets a text nest some two thousand levels, each a
/// few frames of parser or interpreter.
const STACK: usize = 64 << 20;

/// Decodes a detection's source text.
pub fn decode(text: &str, kind: Kind, library: &Library) -> Decoded {
    let decoded = thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || interpreter::decode(text, kind, library))
            .map(|worker| worker.join())
    });
    match decoded {
        Ok(Ok(decoded)) => decoded,
        _ => {
            let note = Diagnostic::error(Span::new(0, text.len()), "the detection could not be interpreted");
            Decoded::opaque(text, Reason::Unsupported, note)
        }
    }
}

#[cfg(test)]
mod tests;
