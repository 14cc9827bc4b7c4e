//! The letters of languages, by how often they are written. Nothing else is known of a language
//! when a charset is looked for.
//!
//! The orders follow counts in the translations of the GNOME user guides and of ISO code lists; where
//! these are short (Bulgarian, Arabic, Thai, Estonian and others) they are corrected by what is known
//! of the language, and are rough. Of languages in Latin letters only those beyond ASCII are named,
//! since charsets do not differ in the others.

use unicode_script::Script;

/// A language's letters.
#[derive(Debug)]
pub(super) struct Alphabet {
    pub(super) script: Script,
    /// Lower case, the most frequent first.
    letters: &'static str,
}

impl Alphabet {
    /// The natural logarithm of the share of `letter` among the letters. It falls in a straight line
    /// from the first letter to the last, which is near what is counted, and needs no numbers.
    pub(super) fn log_share(&self, letter: char) -> Option<f64> {
        let count = self.letters.chars().count() as f64;
        let place = self.letters.chars().position(|known| known == letter)? as f64;
        Some((2.0 * (count - place) / (count * (count + 1.0))).ln())
    }
}

const fn alphabet(script: Script, letters: &'static str) -> Alphabet {
    Alphabet { script, letters }
}

pub(super) static ALPHABETS: &[Alphabet] = &[
    // Russian, Ukrainian, Bulgarian, Serbian, Macedonian, Belarusian, Kazakh, Tajik
    alphabet(Script::Cyrillic, "оаеитнрсклвпмдуяыьгзбчйхжшюцщэфъё"),
    alphabet(Script::Cyrillic, "оаніерквтсилмупдьязбгйчхжшюцщїєфґ"),
    alphabet(Script::Cyrillic, "иаоентрсвлкдпмзугяъбчжшщцйхфюьѝ"),
    alphabet(Script::Cyrillic, "аиоеунртдксмвпљјбгзшчжцхћњђфџ"),
    alphabet(Script::Cyrillic, "аиоентрсвкдлпмузјбгчцшжхќѓњфљџѕ"),
    alphabet(Script::Cyrillic, "анірклсяутоеымдпвэбгцзйьхўчшжфёю"),
    alphabet(Script::Cyrillic, "аеынтірлдсмкоқбйғуиөпжүшзгңәявхұфцэючёһщьъ"),
    alphabet(Script::Cyrillic, "аиорндтекмсубвлҳшгқзйяпҷхчфӣғъӯёжэью"),
    // Greek
    alphabet(Script::Greek, "αοιετνσςρπκμλυηίγάδέόήχθφωβύώζξψϊΐϋΰ"),
    // Hebrew
    alphabet(Script::Hebrew, "יוהלאתרבמשנםחקכדפעטצגזסןךץף"),
    // Arabic, Persian
    alphabet(Script::Arabic, "اليمونتربةعدسفهكقحجشصأطخىضذئءثزإغظآؤـَُِّْ"),
    alphabet(Script::Arabic, "اینرهدمتوکبسلشگخزفقپجعحچصآضطغژظذثئكي"),
    // Thai
    alphabet(Script::Thai, "านรกอเ่งมลย้วทสัีตด็ิปบคุะจหพใไช์ขืแโึูำณผถศซธฟษฉภญๆฝฎฐฒฑฮ"),
    // French, Catalan, Spanish, Portuguese, Italian
    alphabet(Script::Latin, "éèàêçôîûùâïëœüæÿ"),
    alphabet(Script::Latin, "óàéèíúçòïü"),
    alphabet(Script::Latin, "óíáéñúüª"),
    alphabet(Script::Latin, "ãçéáíóêõúâôàü"),
    alphabet(Script::Latin, "àèùòéìîóú"),
    // German, Dutch, Danish and Norwegian, Swedish and Finnish, Icelandic and Faroese
    alphabet(Script::Latin, "üäößé"),
    alphabet(Script::Latin, "ëéïèüöáó"),
    alphabet(Script::Latin, "åøæéèòóôüöä"),
    alphabet(Script::Latin, "äöåéüàšž"),
    alphabet(Script::Latin, "íðáóúýþöæéø"),
    // Irish, Welsh, Albanian, Maltese, Esperanto
    alphabet(Script::Latin, "áíéóú"),
    alphabet(Script::Latin, "ŵŷâêîôûáéíóúïöäë"),
    alphabet(Script::Latin, "ëç"),
    alphabet(Script::Latin, "ħżġċàòèù"),
    alphabet(Script::Latin, "ĉĝŭŝĵĥ"),
    // Polish, Czech, Slovak, Hungarian, Romanian in both spellings, Slovene and Croatian
    alphabet(Script::Latin, "ąłężóćśńźé"),
    alphabet(Script::Latin, "íáěéčžřšýůúťďňó"),
    alphabet(Script::Latin, "áíéčžšýúľťňôďäóŕĺ"),
    alphabet(Script::Latin, "áéöóőíüúű"),
    alphabet(Script::Latin, "ăîşţâ"),
    alphabet(Script::Latin, "ășțâî"),
    alphabet(Script::Latin, "čšžćđ"),
    // Lithuanian, Latvian, Estonian
    alphabet(Script::Latin, "ėųįšžūčąę"),
    alphabet(Script::Latin, "āīēšūņļžģķč"),
    alphabet(Script::Latin, "äõüöšž"),
    // Turkish, Azerbaijani, Vietnamese as far as a charset of one byte has it
    alphabet(Script::Latin, "ıüğşçöâîİ"),
    alphabet(Script::Latin, "əıişüöğç"),
    alphabet(Script::Latin, "đưàơôáêâăóạảíúãýéùèòìĩũõ"),
];
