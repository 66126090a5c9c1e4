//! Names of products and logs, whatever their punctuation.

/// Letters and digits alone, in lower case: `aws:cloudtrail`, `AWS CloudTrail`, `AWS_CLOUDTRAIL` and
/// `aws.cloudtrail` are one name.
pub(crate) fn squash(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
