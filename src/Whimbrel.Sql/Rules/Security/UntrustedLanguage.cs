using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Security;

/// <summary>A function in C or in an untrusted procedural language.</summary>
internal sealed class UntrustedLanguage : Rule
{
    internal override string Title => "a function is not held back by the server";

    internal override Severity Severity => Severity.Warning;

    internal override IReadOnlyList<string> Kinds => ["CreateFunctionStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        var language = context.Body.Items("options"u8).Select(o => o.Child("DefElem"u8)).FirstOrDefault(o => o?.Is("defname"u8, "language"u8) == true)?.Child("arg"u8)?.Child("String"u8)?.Word("sval"u8);
        if (language is not ("c" or "plperlu" or "plpython3u" or "pltclu" or "plsh" or "internal"))
            return [];

        return [new Found($"{context.Body.DottedName("funcname"u8)} runs {language} with all that the server's system user may do; creating it needs a superuser, and its library on every server", "Do it in SQL or PL/pgSQL, or in the application.")];
    }
}
