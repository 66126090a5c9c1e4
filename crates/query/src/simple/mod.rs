//! Panther simple detections: conditions written in YAML
//! (<https://docs.panther.com/detections/rules/writing-simple-detections>).
//!
//! A detection is a list of match expressions that must all hold. A match expression names a key of the event
//! ([`selector`]), a condition ([`condition`]) and values, or combines others ([`expression`]).

mod condition;
mod expression;
mod selector;
mod written;

use rule::{Logic, RuleLogic};

use crate::Decoded;
use crate::yaml::Node;

/// Decodes the value of `Detection`, or a whole document with `Detection` and `InlineFilters` in it. Spans count
/// from the start of its file.
pub fn decode(document: &Node) -> Decoded {
    let mut lowering = expression::Lowering::default();
    let parts = [document.get("InlineFilters"), document.get("Detection")];
    let logic = if parts.iter().all(Option::is_none) {
        lowering.list(document, "")
    } else {
        Logic::all(parts.into_iter().flatten().map(|part| lowering.list(part, "")))
    };
    let mut logic = RuleLogic::single(None, logic);
    logic.losses = lowering.losses;
    Decoded {
        logic,
        diagnostics: lowering.diagnostics,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::decode;
    use crate::yaml;

    #[test]
    fn deep_nesting_is_no_danger() {
        let mut text = String::new();
        for depth in 0..60 {
            text += &format!("{}- Any:\n", "  ".repeat(depth));
        }
        let Ok(documents) = yaml::parse(&text) else { return };
        documents.iter().for_each(|document| {
            decode(document);
        });
    }

    proptest! {
        #[test]
        fn arbitrary_documents_never_panic(text in "[-:\\[\\]{} a-zA-Z\n]{0,200}") {
            if let Ok(documents) = yaml::parse(&text) {
                documents.iter().for_each(|document| { decode(document); });
            }
        }

        #[test]
        fn arbitrary_expressions_never_panic(
            key in "[a-z.\\[\\]*$0-9]{0,12}",
            condition in "(I|Is|DoesNot|Has)?[A-Za-z]{0,20}",
            value in "[a-z0-9.]{0,8}",
        ) {
            let text = format!("- KeyPath: '{key}'\n  Condition: '{condition}'\n  Value: {value}\n");
            if let Ok(documents) = yaml::parse(&text) {
                documents.iter().for_each(|document| { decode(document); });
            }
        }
    }
}
