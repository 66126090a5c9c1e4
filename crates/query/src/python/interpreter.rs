//! The interpreter's state, and a detection from text to logic.

use std::collections::{BTreeMap, BTreeSet};

use ruff_text_size::{Ranged, TextRange};

use rule::{Diagnostic, Logic, Loss, Reason, RuleLogic, Span};

use super::cond::Cond;
use super::simplify::{positive, simplified};
use super::source::{Module, Modules};
use super::value::{Unknown, Value, Variables};
use super::{Kind, Library};
use crate::Decoded;

/// How many expressions and statements may be interpreted; the largest real detection takes a fifth of it.
const MAX_STEPS: usize = 40_000;

/// How deep expressions and inlined calls may nest.
const MAX_NESTING: usize = 1_000;

/// Interprets functions with the event unknown.
pub(super) struct Interpreter<'a> {
    pub(super) modules: &'a Modules<'a>,
    /// Values of module constants, by module and name.
    pub(super) globals: BTreeMap<(&'a str, &'a str), Value<'a>>,
    /// Functions being inlined.
    pub(super) calls: Vec<Call<'a>>,
    /// Loops over event lists the statement at hand stands in.
    pub(super) open_loops: usize,
    pub(super) losses: BTreeSet<Loss>,
    steps: usize,
    nesting: usize,
    at: Place<'a>,
}

/// An inlined call.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    /// Where the detection's own text calls, directly or not.
    pub(super) site: Span,
    /// Whether the function stands in another file.
    pub(super) foreign: bool,
}

/// Where the interpreter is.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    module: &'a Module<'a>,
    range: TextRange,
}

/// The variables of the function at hand.
#[derive(Clone)]
pub(super) struct Frame<'a> {
    pub(super) module: &'a Module<'a>,
    pub(super) variables: Variables<'a>,
    /// Names declared `global`.
    pub(super) globals: BTreeSet<&'a str>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(module: &'a Module<'a>) -> Self {
        Frame {
            module,
            variables: Variables::new(),
            globals: BTreeSet::new(),
        }
    }
}

/// Decodes a detection's text.
pub(super) fn decode(text: &str, kind: Kind, library: &Library) -> Decoded {
    let detection = match Module::parse("", text) {
        Ok(module) => module,
        Err((message, at)) => {
            let note = Diagnostic::error(Span::new(at, at), format!("not valid Python: {message}"));
            return Decoded::opaque(text, Reason::Syntax, note);
        }
    };
    let name = match kind {
        Kind::Rule | Kind::ScheduledRule => "rule",
        Kind::Policy => "policy",
    };
    let Some(function) = detection.function(name) else {
        let note = Diagnostic::error(Span::NONE, format!("there is no function `{name}`"));
        return Decoded::opaque(text, Reason::NoQuery, note);
    };
    let modules = Modules::new(library);
    let mut interpreter = Interpreter::new(&modules, &detection, function.range());
    let verdict = interpreter.verdict(function, &detection);
    let finding = if kind == Kind::Policy {
        verdict.not()
    } else {
        verdict
    };
    let mut decoded = finished(&interpreter, finding, text, function.range());
    if kind == Kind::ScheduledRule && decoded.logic.is_unconditional() {
        decoded.diagnostics.clear();
    }
    decoded
}

fn finished(interpreter: &Interpreter<'_>, finding: Cond, text: &str, range: TextRange) -> Decoded {
    let span = span_of(range);
    let Some(logic) = finding.into_logic() else {
        let note = Diagnostic::warning(span, "the function has more paths than can be shown");
        return Decoded {
            logic: RuleLogic::opaque(span.text(text).unwrap_or(text), Reason::ControlFlow, span),
            diagnostics: vec![note],
        };
    };
    let Some(logic) = simplified(&logic) else {
        let note = Diagnostic::warning(span, "the conditions, as read, contradict each other");
        let clause = Logic::opaque(span.text(text).unwrap_or(text), Reason::Computed, span);
        let mut logic = RuleLogic::single(None, Logic::all([positive(&logic.normal()), clause]));
        logic.losses.clone_from(&interpreter.losses);
        return Decoded {
            logic,
            diagnostics: vec![note],
        };
    };
    let diagnostics = match &logic {
        logic if logic.is_true() => vec![Diagnostic::warning(span, "every event is a finding")],
        logic if logic.is_false() => vec![Diagnostic::warning(span, "no event is a finding")],
        _ => Vec::new(),
    };
    let mut logic = RuleLogic::single(None, logic);
    logic.losses.clone_from(&interpreter.losses);
    Decoded { logic, diagnostics }
}

fn span_of(range: TextRange) -> Span {
    Span::new(range.start().to_usize(), range.end().to_usize())
}

impl<'a> Interpreter<'a> {
    fn new(modules: &'a Modules<'a>, module: &'a Module<'a>, range: TextRange) -> Self {
        Interpreter {
            modules,
            globals: BTreeMap::new(),
            calls: Vec::new(),
            open_loops: 0,
            losses: BTreeSet::new(),
            steps: 0,
            nesting: 0,
            at: Place { module, range },
        }
    }

    /// Counts a step; `false` once there were too many, or too many at once.
    pub(super) fn enter(&mut self) -> bool {
        self.steps += 1;
        let fits = self.steps <= MAX_STEPS && self.nesting < MAX_NESTING;
        self.nesting += usize::from(fits);
        fits
    }

    /// Comes back from a step that was entered.
    pub(super) fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// Moves to a piece of text.
    pub(super) fn stand_at(&mut self, frame: &Frame<'a>, node: &impl Ranged) {
        self.at = Place {
            module: frame.module,
            range: node.range(),
        };
    }

    /// The place stood at, to come back to.
    pub(super) fn place(&self) -> Place<'a> {
        self.at
    }

    pub(super) fn go_back(&mut self, place: Place<'a>) {
        self.at = place;
    }

    /// Where the detection's own text is responsible for what is looked at: the text itself, or the call of
    /// the helper that holds it.
    pub(super) fn span(&self) -> Span {
        let foreign = self.calls.iter().find(|call| call.foreign);
        match foreign {
            Some(call) => call.site,
            None if self.at.module.is_detection() => span_of(self.at.range),
            None => Span::NONE,
        }
    }

    /// The name of the helper that is being read, if any.
    pub(super) fn helper(&self) -> Option<&'a str> {
        self.calls.iter().find(|call| call.foreign).map(|call| call.name)
    }

    /// The text at hand, not followed further.
    pub(super) fn unknown(&self, why: Reason) -> Value<'a> {
        let text = span_of(self.at.range)
            .text(self.at.module.text)
            .unwrap_or_default();
        Value::Opaque(std::rc::Rc::new(Unknown {
            text: text.to_owned(),
            why,
            span: self.span(),
        }))
    }

    /// The text at hand as a condition that is not followed further.
    pub(super) fn unknown_condition(&self, why: Reason) -> Cond {
        match self.unknown(why) {
            Value::Opaque(unknown) => opaque(&unknown),
            _ => Cond::Silent,
        }
    }

    /// Whether a condition is the text at hand, not followed further.
    pub(super) fn is_here(&self, cond: &Cond) -> bool {
        match (cond, self.unknown(Reason::Computed)) {
            (Cond::Is(logic, _), Value::Opaque(here)) => {
                matches!(&**logic, Logic::Opaque(opaque) if opaque.text == here.text)
            }
            _ => false,
        }
    }

    /// Notes a loss.
    pub(super) fn lose(&mut self, loss: Loss) {
        self.losses.insert(loss);
    }
}

/// What was not followed, as a clause.
pub(super) fn opaque(unknown: &Unknown) -> Cond {
    Cond::from(Logic::opaque(unknown.text.clone(), unknown.why, unknown.span))
}
