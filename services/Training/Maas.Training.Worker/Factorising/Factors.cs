using System.Numerics.Tensors;

namespace Maas.Training.Worker.Factorising;

/// <summary>
/// What is known of users and items, each a row of numbers, so that a rating is the product of both rows: a user's are its bias, 1 and
/// its factors; an item's are 1, its bias and its factors. One of whom nothing is known has 0 for bias and factors. Not thread-safe.
/// </summary>
internal sealed class Factors
{
    private const int Head = 2;

    private readonly double[][] _tables;
    private readonly int _factorCount;

    private Factors(double[][] tables, int factorCount) => (_tables, _factorCount) = (tables, factorCount);

    /// <summary>Numbers of a row.</summary>
    public int Width => Head + _factorCount;

    /// <summary>Nothing known of users; of items factors by chance, with a spread of 1: nearer to 0, the penalty would keep them there.</summary>
    public static Factors Random(int userCount, int itemCount, int factorCount, Random random)
    {
        var factors = new Factors([new double[(userCount + 1) * (Head + factorCount)], new double[(itemCount + 1) * (Head + factorCount)]], factorCount);
        foreach (var side in Enum.GetValues<Side>())
        {
            for (var place = -1; place < factors.CountOf(side); place++)
            {
                factors.Row(side, place)[OneOf(side)] = 1;
            }
        }

        for (var item = 0; item < itemCount; item++)
        {
            foreach (ref var factor in factors.Row(Side.Item, item)[Head..])
            {
                // Box and Muller's normal numbers.
                factor = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }
        }

        return factors;
    }

    /// <summary>Known users, or items.</summary>
    public int CountOf(Side side) => (_tables[(int)side].Length / Width) - 1;

    /// <summary>Shape [known + 1, width], row-major; the first row is for those that are not known.</summary>
    public ReadOnlySpan<double> TableOf(Side side) => _tables[(int)side];

    /// <summary>The standardised rating.</summary>
    /// <param name="user">Its place; -1 is unknown.</param>
    /// <param name="item">Its place; -1 is unknown.</param>
    public double Rate(int user, int item) => TensorPrimitives.Dot<double>(Row(Side.User, user), Row(Side.Item, item));

    /// <summary>Mean squared error.</summary>
    public double LossOf(Ratings ratings)
    {
        double sum = 0;
        for (var row = 0; row < ratings.Count; row++)
        {
            var error = ratings.Values[row] - Rate(ratings.Users[row], ratings.Items[row]);
            sum += error * error;
        }

        return sum / ratings.Count;
    }

    /// <summary>Finds the best biases and factors of one side while the other stands still.</summary>
    /// <param name="side">The side.</param>
    /// <param name="ratings">Of each of its users, or items.</param>
    /// <param name="l2Penalty">Above 0.</param>
    public void Solve(Side side, IReadOnlyList<(int Other, double Value)>[] ratings, double l2Penalty)
    {
        var ridge = new RidgeSystem(1 + _factorCount, l2Penalty);
        var other = side == Side.User ? Side.Item : Side.User;
        var input = new double[1 + _factorCount];
        for (var place = 0; place < ratings.Length; place++)
        {
            ridge.Clear();
            foreach (var (otherPlace, value) in ratings[place])
            {
                // Own bias and factors are asked for; the other's bias is known and taken off.
                var row = Row(other, otherPlace);
                input[0] = 1;
                row[Head..].CopyTo(input.AsSpan(1));
                ridge.Add(input, value - row[BiasOf(other)]);
            }

            var solution = ridge.Solve();
            var own = Row(side, place);
            own[BiasOf(side)] = solution[0];
            solution[1..].CopyTo(own[Head..]);
        }
    }

    /// <summary>The same numbers once more.</summary>
    public Factors Copy() => new([.. _tables.Select(table => (double[])table.Clone())], _factorCount);

    private Span<double> Row(Side side, int place) => _tables[(int)side].AsSpan((place + 1) * Width, Width);

    private static int BiasOf(Side side) => side == Side.User ? 0 : 1;

    private static int OneOf(Side side) => side == Side.User ? 1 : 0;
}
