namespace Maas.Training.Worker.Preprocessing.Images;

/// <summary>Turns of images, as affine grids have them: from a place in the result to the one in the source, both -1 to 1.</summary>
internal static class Rotation
{
    /// <summary>Shape [2, 3], row-major.</summary>
    /// <param name="degrees">Anticlockwise.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    public static float[] Of(double degrees, int height, int width)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return
        [
            (float)cosine, (float)(-sine * height / width), 0,
            (float)(sine * width / height), (float)cosine, 0,
        ];
    }
}
