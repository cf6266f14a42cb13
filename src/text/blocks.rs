//! Many bytes compared at once.

/// So many places are compared at once.
const BLOCK: usize = 32;

/// The first place from `from` on where three bytes are odd and what begins there is looked for. Whole blocks are passed over
/// with vector instructions where `odd` has no branches. Behind the end stands an `x`.
#[inline]
pub(crate) fn first(
    bytes: &[u8],
    from: usize,
    odd: impl Fn(u8, u8, u8) -> bool + Copy,
    sought: impl Fn(&[u8]) -> bool + Copy,
) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let mut last = [b'x'; BLOCK + 2];
        let block: &[u8; BLOCK + 2] = rest.first_chunk().unwrap_or_else(|| {
            last[..rest.len()].copy_from_slice(rest);
            &last
        });
        let odd = |n: usize| odd(block[n], block[n + 1], block[n + 2]);
        // Most blocks have nothing odd.
        if (0..BLOCK).fold(false, |any, n| any | odd(n))
            && let Some(n) = (0..BLOCK.min(rest.len())).find(|&n| odd(n) && sought(&rest[n..]))
        {
            return Some(at + n);
        }
        at += BLOCK;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::first;

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for before in 0..70 {
            let text = format!("{}1-2 {}3-45", "-".repeat(before), "-".repeat(before));
            let digit = |byte: u8| byte.is_ascii_digit();
            let find =
                |at| first(text.as_bytes(), at, |one, two, three| digit(one) && two == b'-' && digit(three), |_| true);
            assert_eq!(find(0), Some(before));
            assert_eq!((find(before + 1), find(2 * before + 5)), (Some(2 * before + 4), None));
            let sought = first(text.as_bytes(), 0, |one, _, _| digit(one), |rest| rest.starts_with(b"3-4"));
            assert_eq!(sought, Some(2 * before + 4));
        }
    }
}
