using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>ALTER DOMAIN … ADD CONSTRAINT without NOT VALID.</summary>
internal sealed class AddDomainConstraint : Rule
{
    internal override string Title => "a constraint is added to a domain: every table with a column of it is read under lock";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.Share;

    internal override IReadOnlyList<string> Aliases =>
        ["squawk:ban-alter-domain-with-add-constraint", "pgfence:ban-alter-domain-add-constraint", "migrationpilot:MP043"];

    internal override IReadOnlyList<string> Kinds => ["AlterDomainStmt"];

    internal override IEnumerable<Found> Check(RuleContext context)
    {
        if (!context.Body.Is("subtype"u8, "C"u8) || context.Body.Child("def"u8)?.Child("Constraint"u8) is not { } constraint
            || constraint.Flag("skip_validation"u8) || DomainUse.IsNew(context))
            return [];

        var domain = context.Body.DottedName("typeName"u8);
        return
        [
            new Found(
                $"every row of every table with a column of type {domain} is checked, one table after another, and all of them stay locked",
                "Add it NOT VALID, which looks at no row, and validate it in a transaction of its own.")
            {
                Safe = constraint.Word("conname"u8) is { } name
                    ? $"{context.Statement.Text} NOT VALID;\n-- In a transaction of its own:\nALTER DOMAIN {Identifier.Quote(DomainUse.Name(context))} VALIDATE CONSTRAINT {Identifier.Quote(name)};"
                    : null,
            },
        ];
    }
}
