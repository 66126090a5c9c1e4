//! Files of several documents: `action: global` holds what the documents after it share
//! (<https://github.com/SigmaHQ/sigma-specification/blob/main/archives/wiki.md>, "Rule Collections").

use std::collections::HashMap;

use crate::yaml::{Node, Value};

/// Shared parts are copied until this many nodes were; no file of rules comes near, and a hostile one must not
/// grow without bound.
const MAX_COPIED: usize = 500_000;

/// The rules of a file. A document with `action: global` is no rule, but part of every document after it;
/// `action: reset` forgets such parts, `action: repeat` starts from the rule before.
pub fn documents(documents: Vec<Node>) -> Vec<Node> {
    let mut shared: Option<Node> = None;
    let mut rules: Vec<Node> = Vec::new();
    let mut left = MAX_COPIED;
    for mut document in documents {
        match take_action(&mut document).as_deref() {
            Some("global") => shared = Some(over(shared.as_ref(), document, &mut left)),
            Some("reset") => shared = None,
            Some("repeat") => {
                let rule = over(rules.last(), document, &mut left);
                rules.push(rule);
            }
            _ => rules.push(over(shared.as_ref(), document, &mut left)),
        }
    }
    rules
}

/// Removes the key `action` and returns its value.
fn take_action(document: &mut Node) -> Option<String> {
    let Value::Map(entries) = &mut document.value else {
        return None;
    };
    let index = entries.iter().position(|(key, _)| key.text() == Some("action"))?;
    let (_, action) = entries.remove(index);
    action.text().map(str::to_owned)
}

fn over(base: Option<&Node>, document: Node, left: &mut usize) -> Node {
    match base {
        Some(base) => {
            *left = left.saturating_sub(base.count());
            if *left == 0 {
                document
            } else {
                merged(base, document)
            }
        }
        None => document,
    }
}

/// `over` with what only `base` has; maps are merged key by key. The place is that of `over`.
fn merged(base: &Node, over: Node) -> Node {
    let Node {
        value: Value::Map(mut entries),
        span,
    } = over
    else {
        return over;
    };
    let name = |key: &Node| key.text().unwrap_or_default().to_owned();
    let names = entries
        .iter()
        .enumerate()
        .map(|(index, (key, _))| (name(key), index));
    let index: HashMap<String, usize> = names.collect();
    for (key, below) in base.entries() {
        match index.get(&name(key)).and_then(|index| entries.get_mut(*index)) {
            Some((_, value)) => *value = merged(below, value.clone()),
            None => entries.push((key.clone(), below.clone())),
        }
    }
    Node {
        value: Value::Map(entries),
        span,
    }
}

#[cfg(test)]
mod tests {
    use super::documents;
    use crate::{show, sigma, yaml};

    #[test]
    fn a_global_document_is_part_of_those_after_it() {
        let text = "action: global\ntitle: Shared\ndetection:\n  condition: all of selection*\n---\n\
                    logsource: {product: windows}\ndetection:\n  selection1: {EventID: 1}\n---\n\
                    logsource: {product: linux}\ndetection:\n  selection2: {type: EXECVE}\n";
        let rules = documents(yaml::parse(text).expect("valid YAML"));
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[1].get("title").and_then(|node| node.text()), Some("Shared"));
        let shown: Vec<String> = rules
            .iter()
            .map(|rule| show(&sigma::decode(rule).logic))
            .collect();
        assert_eq!(
            shown,
            [
                "fidelity exact\nstep 1 windows\n  EventID eq \"1\"\n",
                "fidelity exact\nstep 1 linux\n  type eq \"EXECVE\"\n",
            ]
        );
    }
}
