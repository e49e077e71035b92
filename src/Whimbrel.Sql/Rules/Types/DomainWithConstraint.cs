using Whimbrel.Sql.Facts;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>CREATE DOMAIN with CHECK or NOT NULL.</summary>
internal sealed class DomainWithConstraint : Rule
{
    internal override string Title => "a domain is made with a constraint that is hard to change online";

    internal override Severity Severity => Severity.Info;

    internal override bool IsStyle => true;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-create-domain-with-constraint", "pgfence:ban-create-domain-with-constraint", "migrationpilot:MP043"];

    internal override IReadOnlyList<string> Kinds => ["CreateDomainStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) =>
        context.Body.Items("constraints"u8).Any(item => item.Unwrap().Body.Word("contype"u8) is "CONSTR_CHECK" or "CONSTR_NOTNULL")
            ?
            [
                new Found(
                    $"a new constraint of {context.Body.DottedName("domainname"u8)} will have to read every table that uses it, and adding a column of it writes or reads the table",
                    "Make the domain without it, and put a CHECK on the columns."),
            ]
            : [];
}
