//! Names for URLs.
//!
//! A slug matches `^[a-z0-9][a-z0-9._-]{0,80}$`, is made from the title, and is unique within a vendor, also
//! where file names fold case. It is made of whitelisted characters only, so nothing a rule says can leave
//! the folder its page is written to.

use std::borrow::BorrowMut;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rule::Rule;

/// The longest slug made from a title; what is left up to 81 is for telling rules apart.
const MAX_TITLE: usize = 66;
/// How much of an id tells two rules of the same title apart, and how much if that is not enough.
const ID_LENGTHS: [usize; 2] = [8, 13];

/// Gives every rule its slug. Live rules choose first, then by path and place, so the outcome does not depend
/// on the order the rules come in; who comes too late gets a part of its id appended.
///
/// Call it again over the rules of several sources of one vendor. A rule that is shared is copied before its slug is
/// changed.
pub fn assign_slugs<R: BorrowMut<Arc<Rule>>>(rules: &mut [R]) {
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |at: usize| {
            let rule: &Rule = rules[at].borrow();
            (!rule.liveness.is_live(), &rule.source, &rule.path, rule.span, at)
        };
        key(a).cmp(&key(b))
    });
    let mut taken: BTreeMap<String, HashSet<String>> = BTreeMap::new();
    for at in order {
        let rule: &Rule = rules[at].borrow();
        if !taken.contains_key(&rule.vendor) {
            taken.insert(rule.vendor.clone(), HashSet::new());
        }
        let Some(taken) = taken.get_mut(&rule.vendor) else {
            continue;
        };
        let slug = candidates(rule)
            .find(|slug| !taken.contains(slug))
            .unwrap_or_default();
        taken.insert(slug.clone());
        if rule.slug != slug {
            Arc::make_mut(rules[at].borrow_mut()).slug = slug;
        }
    }
}

/// Endless: the title, the title with a part of the id, the title with a number.
fn candidates(rule: &Rule) -> impl Iterator<Item = String> + use<> {
    let id = ascii(&rule.id, usize::MAX);
    let mut base = ascii(&rule.title, MAX_TITLE);
    if base.is_empty() {
        base = ascii(&rule.id, MAX_TITLE);
    }
    if base.is_empty() || is_reserved(&base) {
        base = format!("rule-{base}").trim_end_matches('-').to_owned();
    }
    let numbered = base.clone();
    let with_id = ID_LENGTHS.map(|length| {
        let part: String = id.chars().take(length).collect();
        format!("{base}-{part}")
            .trim_end_matches(['-', '.', '_'])
            .to_owned()
    });
    let numbers = (2u32..).map(move |number| format!("{numbered}-{number}"));
    [base].into_iter().chain(with_id).chain(numbers)
}

/// Lower-case ASCII letters, digits, dots and single dashes; cut between words if it can be.
fn ascii(text: &str, most: usize) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        let plain = plain(c);
        if plain.is_empty() {
            if !slug.is_empty() && !slug.ends_with(['-', '.']) {
                slug.push('-');
            }
        } else if plain != "." || (!slug.is_empty() && !slug.ends_with(['-', '.'])) {
            slug.push_str(&plain);
        }
        if slug.len() > most {
            slug.truncate(most);
            if let Some(at) = slug.rfind('-').filter(|at| *at > most / 2) {
                slug.truncate(at);
            }
            break;
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '.', '_']).len());
    slug
}

/// The letters a character is spelled with in ASCII; empty for what only separates words.
fn plain(c: char) -> String {
    match c {
        'a'..='z' | '0'..='9' | '.' => c.to_string(),
        'A'..='Z' => c.to_ascii_lowercase().to_string(),
        'à'..='å' | 'À'..='Å' => "a".to_owned(),
        'è'..='ë' | 'È'..='Ë' => "e".to_owned(),
        'ì'..='ï' | 'Ì'..='Ï' => "i".to_owned(),
        'ò'..='ö' | 'Ò'..='Ö' | 'ø' | 'Ø' => "o".to_owned(),
        'ù'..='ü' | 'Ù'..='Ü' => "u".to_owned(),
        'ç' | 'Ç' => "c".to_owned(),
        'ñ' | 'Ñ' => "n".to_owned(),
        'ß' => "ss".to_owned(),
        _ => String::new(),
    }
}

/// Names that some file systems keep for devices, whatever ending follows.
fn is_reserved(slug: &str) -> bool {
    let stem = slug.split('.').next().unwrap_or(slug);
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|c: char| c.is_ascii_digit());
    matches!(stem, "con" | "prn" | "aux" | "nul") || numbered
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rule::{Liveness, Rule};

    use super::assign_slugs;

    fn rule(path: &str, id: &str, title: &str) -> Rule {
        Rule {
            path: path.to_owned(),
            id: id.to_owned(),
            title: title.to_owned(),
            ..Rule::default()
        }
    }

    fn slugs(rules: Vec<Rule>) -> Vec<String> {
        let mut rules: Vec<Arc<Rule>> = rules.into_iter().map(Arc::new).collect();
        assign_slugs(&mut rules);
        rules.iter().map(|rule| rule.slug.clone()).collect()
    }

    #[test]
    fn titles_become_ascii_words() {
        let titles = [
            "Café – “Macro” spawns CMD.exe!",
            "../../etc/passwd",
            "日本",
            "...",
            "CON",
            "a_b",
        ];
        let rules = titles.iter().map(|title| rule("p", "ID-1", title)).collect();
        assert_eq!(
            slugs(rules),
            [
                "cafe-macro-spawns-cmd.exe",
                "etc-passwd",
                "id-1",
                "id-1-id-1",
                "rule-con",
                "a-b"
            ]
        );
    }

    #[test]
    fn long_titles_are_cut_between_words() {
        let slug = slugs(vec![rule("p", "x", &"word ".repeat(50))]).remove(0);
        assert!(slug.len() <= 66 && slug.ends_with("word"), "{slug}");
        let slug = slugs(vec![rule("p", "x", &"w".repeat(500))]).remove(0);
        assert_eq!(slug.len(), 66);
    }

    #[test]
    fn live_rules_choose_first_and_the_rest_carry_their_id() {
        let old = Rule {
            liveness: Liveness::Deprecated("old".to_owned()),
            ..rule("a", "1111-2222", "Same")
        };
        let rules = vec![
            old,
            rule("b", "3333-4444", "SAME"),
            rule("c", "5555-6666-7777-8888", "same"),
        ];
        assert_eq!(slugs(rules), ["same-1111-222", "same", "same-5555-666"]);
    }

    #[test]
    fn even_equal_ids_are_told_apart() {
        let rules = (0..4).map(|_| rule("a", "x", "t")).collect();
        assert_eq!(slugs(rules), ["t", "t-x", "t-2", "t-3"]);
    }
}
