//! How much work a page may take: counted, never timed, so a record does not depend on the machine.
//!
//! All work is linear in the bytes of a page, but some of it is dear: cutting a text that lost its marks costs a thousand
//! times what reading it costs. So that is what is counted. A unit is a byte of text that is weighed for cuts, or a label
//! that is weighed against others.

/// The most units that a page may take unless told otherwise: more than a hundred times what real ones do.
pub const MOST_WORK: u64 = 16 << 20;

/// What is left for a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    most: u64,
    left: Option<u64>,
}

impl Work {
    pub(crate) fn new(most: u64) -> Self {
        Work { most, left: Some(most) }
    }

    /// The most units.
    pub(crate) fn most(self) -> u64 {
        self.most
    }

    /// Whether nothing more is done.
    pub(crate) fn is_over(self) -> bool {
        self.left.is_none()
    }

    /// Takes units, if they are left; once they are not, nothing more is.
    pub(crate) fn take(&mut self, units: usize) -> bool {
        self.left = self.left.and_then(|left| left.checked_sub(units as u64));
        self.left.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_too_much_once_leaves_nothing() {
        let mut work = Work::new(10);
        assert!(work.take(4) && work.take(6) && work.take(0) && !work.is_over());
        assert!(!work.take(1) && work.is_over() && !work.take(0));
    }
}
