using Whimbrel.Sql.Facts;
using Whimbrel.Sql.Locks;

namespace Whimbrel.Sql.Rules.Types;

/// <summary>ALTER DOMAIN … SET NOT NULL.</summary>
internal sealed class SetDomainNotNull : Rule
{
    internal override string Title => "a domain must not be null any more: every table with a column of it is read under lock";

    internal override Severity Severity => Severity.Error;

    internal override LockMode Lock => LockMode.Share;

    internal override IReadOnlyList<string> Kinds => ["AlterDomainStmt"];

    internal override IEnumerable<Found> Check(RuleContext context) => context.Body.Is("subtype"u8, "O"u8) && !DomainUse.IsNew(context)
        ?
        [
            new Found(
                $"every row of every table with a column of type {context.Body.DottedName("typeName"u8)} is read, one table after another, and all of them stay locked",
                "Put NOT NULL on the columns instead, by way of a CHECK that is NOT VALID and then validated."),
        ]
        : [];
}
