//! `match` statements (<https://docs.python.org/3/reference/compound_stmts.html#the-match-statement>).

use ruff_python_ast::{self as ast, CmpOp, Pattern, Singleton};
use ruff_text_size::Ranged;

use rule::Reason;

use super::cond::Cond;
use super::constant::Const;
use super::flow::Flow;
use super::interpreter::{Frame, Interpreter};
use super::value::Value;

impl<'a> Interpreter<'a> {
    pub(super) fn match_cases(&mut self, it: &'a ast::StmtMatch, frame: &mut Frame<'a>) -> Flow<'a> {
        let subject = self.evaluate(&it.subject, frame);
        self.cases(&subject, &it.cases, frame)
    }

    fn cases(&mut self, subject: &Value<'a>, cases: &'a [ast::MatchCase], frame: &mut Frame<'a>) -> Flow<'a> {
        let Some((case, rest)) = cases.split_first() else {
            return Flow::falls();
        };
        let mut then = frame.clone();
        let fits = self.fits(subject, &case.pattern, &mut then);
        let guarded = match &case.guard {
            Some(guard) => self.test(guard, &mut then),
            None => Cond::True,
        };
        match Cond::all([fits, guarded]) {
            Cond::False => self.cases(subject, rest, frame),
            Cond::True => {
                *frame = then;
                self.block(&case.body, frame)
            }
            cond => {
                let then_flow = self.block(&case.body, &mut then);
                let else_flow = self.cases(subject, rest, frame);
                self.joined_flow(&cond, then_flow, then.variables, else_flow, frame)
            }
        }
    }

    /// The condition under which a value fits a pattern.
    fn fits(&mut self, subject: &Value<'a>, pattern: &'a Pattern, frame: &mut Frame<'a>) -> Cond {
        match pattern {
            Pattern::MatchValue(it) => {
                let wanted = self.evaluate(&it.value, frame);
                self.stand_at(frame, it);
                self.compare(subject, CmpOp::Eq, &wanted)
            }
            Pattern::MatchSingleton(it) => {
                self.stand_at(frame, it);
                let wanted = match it.value {
                    Singleton::None => Const::None,
                    Singleton::True => Const::Bool(true),
                    Singleton::False => Const::Bool(false),
                };
                self.compare(subject, CmpOp::Is, &Value::from(wanted))
            }
            Pattern::MatchOr(it) => Cond::any(
                it.patterns
                    .iter()
                    .map(|part| self.fits(subject, part, frame))
                    .collect::<Vec<_>>(),
            ),
            Pattern::MatchAs(it) => {
                let fits = match &it.pattern {
                    Some(inner) => self.fits(subject, inner, frame),
                    None => Cond::True,
                };
                if let Some(name) = &it.name {
                    frame.variables.insert(name.as_str(), subject.clone());
                }
                fits
            }
            Pattern::MatchMapping(it) => {
                let mut parts = Vec::new();
                for (key, inner) in it.keys.iter().zip(&it.patterns) {
                    let key = self.evaluate(key, frame);
                    self.stand_at(frame, inner);
                    let value = self.get(subject, &key);
                    parts.push(self.fits(&value, inner, frame));
                }
                Cond::all(parts)
            }
            Pattern::MatchSequence(it) => {
                let mut parts = Vec::new();
                for (place, inner) in it.patterns.iter().enumerate() {
                    self.stand_at(frame, inner);
                    let value = self.unpacked(subject, place);
                    parts.push(self.fits(&value, inner, frame));
                }
                Cond::all(parts)
            }
            Pattern::MatchClass(_) | Pattern::MatchStar(_) => self.pattern_unknown(pattern, frame),
        }
    }

    fn pattern_unknown(&mut self, pattern: &impl Ranged, frame: &Frame<'a>) -> Cond {
        self.stand_at(frame, pattern);
        self.unknown_condition(Reason::Unsupported)
    }
}
