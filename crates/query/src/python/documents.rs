//! IAM policy documents as the library policyuniverse shows them
//! (<https://github.com/Netflix-Skunkworks/policyuniverse>): its objects are the document's own parts.

use std::rc::Rc;

use rule::{Loss, Operator};

use super::cond::Cond;
use super::constant::Const;
use super::interpreter::Interpreter;
use super::value::{Field, Key, Value};

/// Functions that make an object of a document.
pub(super) const MAKERS: &[&str] = &[
    "policyuniverse.policy.Policy",
    "policyuniverse.statement.Statement",
    "policyuniverse.expander_minimizer.expand_policy",
];

/// Attributes and the key of the document that each one shows.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("statements", "Statement"),
    ("effect", "Effect"),
    ("actions", "Action"),
    ("resources", "Resource"),
    ("condition_entries", "Condition"),
];

/// Methods that ask whether a key is there.
const PRESENT: &[(&str, &str)] = &[
    ("uses_not_principal", "NotPrincipal"),
    ("uses_not_resource", "NotResource"),
];

fn child(field: &Field, key: &str) -> Field {
    field.child(Key::Name(key.to_owned()))
}

/// What an attribute or a method gives where there is no document.
pub(super) fn of_nothing<'a>(name: &str) -> Option<Value<'a>> {
    let asks = name == "is_internet_accessible" || PRESENT.iter().any(|(known, _)| *known == name);
    let shows = name == "principals" || ATTRIBUTES.iter().any(|(known, _)| *known == name);
    match (asks, shows) {
        (true, _) => Some(Value::from(Cond::False)),
        (_, true) => Some(Value::list(Vec::new())),
        _ => None,
    }
}

/// Principals stand as they are, or under their type.
fn principals(statement: &Field) -> [Field; 2] {
    let bare = child(statement, "Principal");
    let typed = child(&bare, "AWS");
    [bare, typed]
}

impl<'a> Interpreter<'a> {
    /// An attribute of a policy or a statement.
    pub(super) fn document_attribute(&mut self, field: &Field, name: &str) -> Option<Value<'a>> {
        let value = match name {
            "statement" => Value::from(field.clone()),
            "principals" => Value::Either(Rc::new(principals(field).map(Value::from).into())),
            _ => {
                let (_, key) = ATTRIBUTES.iter().find(|(known, _)| *known == name)?;
                Value::from(child(field, key))
            }
        };
        self.lose(Loss::KnownHelper);
        Some(value)
    }

    /// A method of a policy or a statement.
    pub(super) fn document_method(&mut self, field: &Field, name: &str) -> Option<Value<'a>> {
        let cond = match name {
            "is_internet_accessible" => self.is_for_everyone(field),
            _ => {
                let (_, key) = PRESENT.iter().find(|(known, _)| *known == name)?;
                self.present(&child(field, key))
            }
        };
        self.lose(Loss::KnownHelper);
        Some(Value::from(cond))
    }

    /// Some statement allows what it says to everyone.
    fn is_for_everyone(&mut self, policy: &Field) -> Cond {
        let statement = child(policy, "Statement").child(Key::Element);
        let allows = self.leaf(
            &child(&statement, "Effect"),
            Operator::Eq,
            &[Const::text("Allow")],
            None,
        );
        let everyone = [Const::text("*")];
        let whom = principals(&statement).map(|whom| self.leaf(&whom, Operator::Eq, &everyone, None));
        Cond::all([allows, Cond::any(whom)])
    }
}
