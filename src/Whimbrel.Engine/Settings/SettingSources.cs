using System.Collections;
using Whimbrel.Sql;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Whimbrel.Engine.Settings;

/// <summary>Gathers keys and values from the file, the environment and <c>--set</c>; the later one wins.</summary>
internal sealed class SettingSources
{
    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.Ordinal);

    public List<string> Problems { get; } = [];

    public SettingValue? Find(string key) => _values.GetValueOrDefault(key);

    public void AddFile(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(File.ReadAllText(path));
            yaml.Load(reader);
            if (yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is not YamlScalarNode { Value: null or "" })
            {
                AddNode("", yaml.Documents[0].RootNode, name);
            }
        }
        catch (YamlException e)
        {
            Problems.Add($"{name}:{e.Start.Line}: not YAML: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problems.Add($"{path} cannot be read: {e.Message}");
        }
    }

    public void AddEnvironment(IDictionary environment)
    {
        foreach (DictionaryEntry entry in environment)
        {
            var variable = (string)entry.Key;
            if (!variable.StartsWith("WHIMBREL_", StringComparison.Ordinal) || variable == "WHIMBREL_CONFIG")
            {
                continue;
            }

            var key = SettingKeys.All.FirstOrDefault(k => SettingKeys.Variable(k) == variable);
            if (key is null)
            {
                Problems.Add($"environment: unknown variable {variable}{Suggest(variable, SettingKeys.All.Select(SettingKeys.Variable))}");
                continue;
            }

            AddText(key, (string?)entry.Value ?? "", variable);
        }
    }

    /// <summary>An assignment of the command line, <c>key=value</c>; the value is read as YAML, so that lists can be given.</summary>
    public void AddAssignment(string assignment)
    {
        var split = assignment.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
        {
            Problems.Add("--set: write it as key=value, for example --set watch.every=1min");
            return;
        }

        var key = assignment[..split].Trim();
        if (!SettingKeys.All.Contains(key, StringComparer.Ordinal))
        {
            Problems.Add($"--set: unknown key '{key}'{Suggest(key, SettingKeys.All)}");
            return;
        }

        AddText(key, assignment[(split + 1)..], $"--set {key}");
    }

    private void AddText(string key, string text, string source)
    {
        try
        {
            var yaml = new YamlStream();
            using var reader = new StringReader(text);
            yaml.Load(reader);
            YamlNode node = yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlSequenceNode list ? list : new YamlScalarNode(text);
            _values[key] = new SettingValue(key, node, source);
        }
        catch (YamlException)
        {
            _values[key] = new SettingValue(key, new YamlScalarNode(text), source);
        }
    }

    private void AddNode(string prefix, YamlNode node, string file)
    {
        if (SettingKeys.All.Contains(prefix, StringComparer.Ordinal))
        {
            _values[prefix] = new SettingValue(prefix, node, $"{file}:{node.Start.Line}");
        }
        else if (node is YamlMappingNode map)
        {
            AddMapping(prefix, map, file);
        }
        else
        {
            Problems.Add(prefix.Length == 0
                ? $"{file}:{node.Start.Line}: expected keys such as 'database:'"
                : $"{file}:{node.Start.Line}: '{prefix}' takes keys below it: {string.Join(", ", Below(prefix))}");
        }
    }

    private void AddMapping(string prefix, YamlMappingNode map, string file)
    {
        foreach (var (keyNode, value) in map.Children)
        {
            var name = (keyNode as YamlScalarNode)?.Value ?? "";
            var key = prefix.Length == 0 ? name : $"{prefix}.{name}";
            var isKnown = SettingKeys.All.Any(k => k == key || k.StartsWith(key + ".", StringComparison.Ordinal));
            if (!isKnown)
            {
                Problems.Add($"{file}:{keyNode.Start.Line}: unknown key '{key}'{Suggest(key, Candidates(prefix))}");
            }
            else if (value is not YamlScalarNode { Value: null or "", Style: ScalarStyle.Plain })
            {
                AddNode(key, value, file);
            }
        }
    }

    private static IEnumerable<string> Candidates(string prefix) =>
        SettingKeys.All.SelectMany(k => Enumerable.Range(1, k.Split('.').Length).Select(n => string.Join('.', k.Split('.').Take(n))))
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(k => prefix.Length > 0 && k.StartsWith(prefix + ".", StringComparison.Ordinal));

    private static IEnumerable<string> Below(string prefix) =>
        SettingKeys.All.Where(k => k.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(k => k[(prefix.Length + 1)..]);

    private static string Suggest(string word, IEnumerable<string> known) =>
        Nearest.Of(word, known) is { } nearest ? $"; did you mean '{nearest}'?" : "";
}
