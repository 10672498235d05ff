//! The order of ids.

use std::cmp::Ordering;

/// Compares two ids, figures in them as numbers: T2 comes before T10.
pub(super) fn by_id(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (one, other) = (number(left), number(right));
        if let (Some(one), Some(other)) = (one, other) {
            let (x, y) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
            match x.len().cmp(&y.len()).then_with(|| x.cmp(y)) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
            (left, right) = (&left[one.len()..], &right[other.len()..]);
            continue;
        }
        let (mut rest, mut others) = (left.chars(), right.chars());
        match (rest.next(), others.next()) {
            // T2 and T02 are told apart by nothing but their letters.
            (None, None) => return a.cmp(b),
            (x, y) if x != y => return x.cmp(&y),
            _ => (left, right) = (rest.as_str(), others.as_str()),
        }
    }
}

/// The figures that a text begins with.
fn number(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        let sorted = ["", "2", "10", "T2", "T02x", "T10", "T10-9", "T10-10", "a"];
        for pair in sorted.windows(2) {
            assert_eq!(by_id(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert_eq!(by_id(pair[1], pair[0]), Ordering::Greater, "{pair:?}");
            assert_eq!(by_id(pair[0], pair[0]), Ordering::Equal);
        }
        assert!(by_id("T99999999999999999999998", "T99999999999999999999999").is_lt());
    }
}
