//! The dateline that opens a news article: `CITY, OUTLET –`, `City (AGENCY) -`.

/// Within so many bytes the dash of a dateline stands.
const REACH: usize = 70;
/// A paragraph is longer than a headline.
const MIN_CHARS: usize = 80;

/// True for a paragraph that opens with a dateline.
pub(super) fn opens_with_dateline(body: &str) -> bool {
    let dash = ["—", "–", " - ", "--"].iter().filter_map(|dash| body.find(dash)).min();
    let Some(lead) = dash.filter(|at| *at <= REACH).map(|at| body[..at].trim()) else {
        return false;
    };
    let city = lead.split([',', '(', '/']).next().unwrap_or_default().trim();
    let letters = |of: fn(char) -> bool| city.chars().filter(|c| of(*c)).count();
    let in_capitals = letters(char::is_uppercase) >= 3 && letters(char::is_lowercase) == 0;
    let is_name = city.split_whitespace().all(|word| word.starts_with(char::is_uppercase));
    // What comes after the city is the outlet.
    let outlet = lead[city.len()..].trim_start_matches([' ', ',', '(', '/']);
    let names_outlet =
        outlet.starts_with(char::is_uppercase) && outlet.len() < lead.len() - city.len();
    !city.is_empty()
        && (in_capitals || (is_name && names_outlet))
        && body.chars().nth(MIN_CHARS).is_some()
}

#[cfg(test)]
mod tests {
    use super::opens_with_dateline;

    #[test]
    fn a_headline_with_a_dash_opens_with_none() {
        let rest = "harga beras naik lagi pekan ini di semua pasar kota, kata para pedagang.";
        for opening in [
            "BANDUNG, Kabarpagi.com – ",
            "Bandung (ANTARA) - ",
            "BANDUNG — ",
            "London (Reuters) -- ",
        ] {
            assert!(opens_with_dateline(&format!("{opening}{rest}")), "{opening}");
        }
        for opening in
            ["Harga Beras – ", "Menteri Perdagangan, yang baru dilantik - ", "Ia datang - ", ""]
        {
            assert!(!opens_with_dateline(&format!("{opening}{rest}")), "{opening}");
        }
        assert!(!opens_with_dateline("BANDUNG – Harga Beras Naik"));
    }
}
