//! The right sides of a comparison, sorted by what they are.

use super::scalar::{Field, Lookup, Scalar};
use crate::kusto::ast::Literal;

/// The right sides of a comparison, sorted.
#[derive(Default)]
pub(super) struct Sides<'a> {
    pub(super) values: Vec<&'a Literal>,
    pub(super) names: Vec<&'a str>,
    pub(super) lookups: Vec<&'a Lookup>,
    /// Lists that whoever runs the rule is to fill in.
    pub(super) unfilled: Vec<&'a str>,
    pub(super) fields: Vec<&'a Field>,
    pub(super) aggregates: bool,
    pub(super) computed: bool,
}

impl<'a> Sides<'a> {
    pub(super) fn of(right: &'a [Scalar]) -> Self {
        let mut sides = Sides::default();
        for side in right {
            match side {
                Scalar::Constant(constant) if constant.values.is_empty() => {
                    sides.unfilled.extend(constant.via.as_deref());
                }
                Scalar::Constant(constant) => {
                    sides.values.extend(constant.values.iter());
                    sides.names.extend(constant.via.as_deref());
                }
                Scalar::Lookup(lookup) => sides.lookups.push(lookup),
                Scalar::Field(field) => sides.fields.push(field),
                Scalar::Aggregate(_) => sides.aggregates = true,
                _ => sides.computed = true,
            }
        }
        sides
    }

    /// A column of constants, compared row by row: some value of it matches. "Some value does not match" is
    /// no negation of that, so negated comparisons are left alone.
    pub(super) fn spread_lists(&mut self) {
        for field in std::mem::take(&mut self.fields) {
            match &field.listed {
                Some(values) if !values.is_empty() => {
                    self.values.extend(values.iter());
                    self.names.push(field.shown());
                }
                _ => self.fields.push(field),
            }
        }
    }

    /// Whether there is anything but constants.
    pub(super) fn is_other(&self) -> bool {
        self.computed || self.aggregates || !self.lookups.is_empty() || !self.fields.is_empty()
    }

    /// The names the values were reached through.
    pub(super) fn via(&self) -> Option<String> {
        let mut names = self.names.clone();
        names.dedup();
        (!names.is_empty()).then(|| names.join(", "))
    }
}
