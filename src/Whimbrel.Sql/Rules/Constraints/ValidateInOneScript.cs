namespace Whimbrel.Sql.Rules.Constraints;

/// <summary>The same without BEGIN: the runner makes such a script one transaction.</summary>
internal sealed class ValidateInOneScript : ValidateWithNotValid
{
    internal override string Title => "a constraint is added NOT VALID and validated in one script, which runs as one transaction";

    internal override IReadOnlyList<string> Aliases => [];

    protected override bool LooksAt(ScriptState script) => script.RunsInRunnersTransaction;
}
