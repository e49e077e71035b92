using System.Text;

namespace Whimbrel.Engine.Migrations;

/// <summary>Problems of scripts as an error for people.</summary>
public static class ScriptProblems
{
    /// <exception cref="OperatorException">When there are any, with all of them.</exception>
    public static void Refuse(IReadOnlyList<ScriptProblem> problems)
    {
        if (problems.Count > 0)
        {
            throw new OperatorException(
                string.Join('\n', problems.Select(Say)) + "\nnothing was changed",
                problems.Count == 1 ? problems[0].Hint : "mend each of these; 'whimbrel check' shows them again without a server.");
        }
    }

    /// <summary>A problem with its place, its excerpt and what to do.</summary>
    public static string Say(ScriptProblem problem)
    {
        var text = new StringBuilder().Append(problem.File).Append(problem.Line > 0 ? $":{problem.Line}" : "").Append(problem.Column > 0 ? $":{problem.Column}" : "").Append(": ").Append(problem.Message);
        if (problem.Excerpt is { } excerpt)
        {
            text.Append('\n').Append(excerpt.TrimEnd());
        }

        return text.ToString();
    }
}
