//! Which changes are wanted.

use super::Change;

/// Which changes are wanted; the default takes all.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Fields to look at, such as `conditions` or `eligibility.sex`; all where none are named.
    pub only: Vec<String>,
    /// Fields to pass by.
    pub ignore: Vec<String>,
    /// Rules of which one must have to do with the change; any where none are named.
    pub rules: Vec<String>,
}

impl Selection {
    /// Whether a change is wanted. Records that came or went are, unless a rule is asked for.
    #[must_use]
    pub fn takes(&self, change: &Change) -> bool {
        if change.is_record() {
            return self.rules.is_empty();
        }
        let at = |field: &String| is_in(&change.field, field);
        (self.only.is_empty() || self.only.iter().any(at))
            && !self.ignore.iter().any(at)
            && (self.rules.is_empty() || self.rules.iter().any(|rule| change.rules.contains(rule)))
    }
}

/// Whether a field is another or a part of it.
fn is_in(field: &str, of: &str) -> bool {
    field.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_in;

    #[test]
    fn a_field_is_in_itself_and_in_what_holds_it() {
        assert!(is_in("eligibility.sex", "eligibility") && is_in("keywords", "keywords"));
        assert!(!is_in("eligibility", "eligibility.sex") && !is_in("keywords2", "keywords"));
    }
}
